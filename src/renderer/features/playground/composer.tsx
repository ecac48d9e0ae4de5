import { Button, Group, NumberInput, Stack, Text, Textarea } from '@mantine/core';
import { IconPlayerStop, IconSend } from '@tabler/icons-react';
import { type KeyboardEvent, useState } from 'react';
import type { ChatModel } from '../../../shared/contract/library.ts';
import { text } from '../../text/index.ts';
import { TestPrompts } from './test-prompts.tsx';

interface ComposerProps {
  readonly model: ChatModel;
  readonly isBusy: boolean;
  readonly onAsk: (prompt: string, maxNewTokens: number) => void;
  readonly onStop: () => void;
}

/** Where a prompt is written. */
export function Composer({ model, isBusy, onAsk, onStop }: ComposerProps) {
  const [prompt, setPrompt] = useState('');
  const [maxNewTokens, setMaxNewTokens] = useState(128);
  const canAsk = prompt.trim() !== '' && !isBusy;
  const ask = () => {
    if (!canAsk) return;
    onAsk(prompt.trim(), maxNewTokens);
    setPrompt('');
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    ask();
  };
  return (
    <Stack gap="xs">
      <Textarea
        label={text.playground.prompt}
        description={text.playground.sendHint}
        placeholder={text.playground.promptPlaceholder}
        autosize
        minRows={2}
        maxRows={10}
        maxLength={20_000}
        value={prompt}
        onChange={(event) => setPrompt(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <Group justify="space-between" align="flex-end">
        <TestPrompts key={model.runId} runId={model.runId} onTake={setPrompt} />
        <Group gap="xs" align="center">
          <Text size="sm" component="label" htmlFor="playground-tokens">
            {text.playground.maxTokens}
          </Text>
          <NumberInput
            id="playground-tokens"
            w={130}
            suffix={text.playground.tokensSuffix}
            min={1}
            max={2048}
            clampBehavior="strict"
            allowDecimal={false}
            value={maxNewTokens}
            onChange={(value) => setMaxNewTokens(Math.min(2048, Math.max(1, Number(value) || 1)))}
          />
          {isBusy ? (
            <Button variant="default" leftSection={<IconPlayerStop size={18} aria-hidden />} onClick={onStop}>
              {text.playground.stop}
            </Button>
          ) : (
            <Button leftSection={<IconSend size={18} aria-hidden />} onClick={ask} disabled={!canAsk}>
              {text.playground.send}
            </Button>
          )}
        </Group>
      </Group>
    </Stack>
  );
}
