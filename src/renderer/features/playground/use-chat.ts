import { useEffect, useRef, useState } from 'react';
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
  useEffect(() => {
    // React may end and begin effects again without a new component (strict mode does): then a new one is needed.
    running.current = new AbortController();
    return () => running.current.abort();
  }, []);

  const change = (id: number, position: number, part: Partial<Answer>): void => {
    setTurns((all) => all.map((turn) => (turn.id === id ? changeAnswer(turn, position, part) : turn)));
  };

  const read = async (id: number, position: number, question: Question): Promise<void> => {
    const { signal } = running.current;
    try {
      for await (const chunk of await lab.playground.chat(question, { signal })) {
        if (chunk.kind === 'loading') change(id, position, { message: chunk.message });
        else {
          const { kind, text, tokenCount } = chunk;
          const isDone = kind === 'done';
          change(id, position, {
            state: isDone ? 'done' : 'writing',
            text,
            tokenCount,
            elapsedMs: isDone ? chunk.elapsedMs : null,
          });
        }
      }
      if (signal.aborted) change(id, position, { state: 'stopped' });
    } catch (error) {
      const isStopped = signal.aborted || error instanceof CancelledError;
      change(id, position, isStopped ? { state: 'stopped' } : { state: 'failed', error });
    }
  };

  const stop = (): void => {
    running.current.abort();
    running.current = new AbortController();
  };

  return {
    turns,
    isBusy: turns.some(({ answers }) => answers.some(({ state }) => state === 'loading' || state === 'writing')),
    ask(models, prompt, maxNewTokens) {
      const id = ++lastId.current;
      setTurns((all) => [...all, { id, prompt, answers: models.map((model) => ({ ...blank, model })) }]);
      for (const [position, model] of models.entries())
        void read(id, position, { modelId: model.id, prompt, maxNewTokens });
    },
    stop,
    clear() {
      stop();
      setTurns([]);
    },
  };
}

interface Question {
  readonly modelId: string;
  readonly prompt: string;
  readonly maxNewTokens: number;
}

const blank = {
  state: 'loading',
  message: '',
  text: '',
  tokenCount: 0,
  elapsedMs: null,
  error: null,
} as const satisfies Omit<Answer, 'model'>;

function changeAnswer(turn: Turn, position: number, part: Partial<Answer>): Turn {
  return { ...turn, answers: turn.answers.map((each, index) => (index === position ? { ...each, ...part } : each)) };
}
