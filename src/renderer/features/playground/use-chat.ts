import { useCallback, useEffect, useRef, useState } from 'react';
import type { ChatModel } from '../../../shared/contract/library.ts';
import { CancelledError } from '../../../shared/errors.ts';
import { useLab } from '../../rpc/lab-context.tsx';

/** How far one model is with its answer. */
export interface Answer {
  readonly model: ChatModel;
  readonly state: 'loading' | 'writing' | 'done' | 'stopped' | 'failed';
  /** What is being done while there is no text. */
  readonly message: string;
  readonly text: string;
  readonly tokenCount: number;
  readonly elapsedMs: number | null;
  readonly error: unknown;
}

/** A prompt and what the asked models answered. */
export interface Turn {
  readonly id: number;
  readonly prompt: string;
  readonly answers: readonly Answer[];
}

export interface Chat {
  readonly turns: readonly Turn[];
  readonly isBusy: boolean;
  /** Asks one or more models at once. */
  ask(models: readonly ChatModel[], prompt: string, maxNewTokens: number): void;
  stop(): void;
  clear(): void;
}

/** The questions of this page; the models stop writing when it is left. */
export function useChat(): Chat {
  const lab = useLab();
  const [turns, setTurns] = useState<readonly Turn[]>([]);
  const lastId = useRef(0);
  const running = useRef(new AbortController());
  useEffect(() => () => running.current.abort(), []);

  const change = useCallback((id: number, position: number, part: Partial<Answer>) => {
    setTurns((all) =>
      all.map((turn) =>
        turn.id === id
          ? { ...turn, answers: turn.answers.map((each, index) => (index === position ? { ...each, ...part } : each)) }
          : turn,
      ),
    );
  }, []);

  const read = useCallback(
    async (id: number, position: number, modelId: string, prompt: string, maxNewTokens: number) => {
      const { signal } = running.current;
      try {
        for await (const chunk of await lab.playground.chat({ modelId, prompt, maxNewTokens }, { signal })) {
          if (chunk.kind === 'loading') change(id, position, { message: chunk.message });
          else if (chunk.kind === 'text')
            change(id, position, { state: 'writing', text: chunk.text, tokenCount: chunk.tokenCount });
          else
            change(id, position, {
              state: 'done',
              text: chunk.text,
              tokenCount: chunk.tokenCount,
              elapsedMs: chunk.elapsedMs,
            });
        }
        if (signal.aborted) change(id, position, { state: 'stopped' });
      } catch (error) {
        const isStopped = signal.aborted || error instanceof CancelledError;
        change(id, position, isStopped ? { state: 'stopped' } : { state: 'failed', error });
      }
    },
    [lab, change],
  );

  const stop = useCallback(() => {
    running.current.abort();
    running.current = new AbortController();
  }, []);

  return {
    turns,
    isBusy: turns.some(({ answers }) => answers.some(({ state }) => state === 'loading' || state === 'writing')),
    ask: useCallback(
      (models, prompt, maxNewTokens) => {
        const id = ++lastId.current;
        const blank = { state: 'loading' as const, message: '', text: '', tokenCount: 0, elapsedMs: null, error: null };
        setTurns((all) => [...all, { id, prompt, answers: models.map((model) => ({ ...blank, model })) }]);
        for (const [position, model] of models.entries()) void read(id, position, model.id, prompt, maxNewTokens);
      },
      [read],
    ),
    stop,
    clear: useCallback(() => {
      stop();
      setTurns([]);
    }, [stop]),
  };
}
