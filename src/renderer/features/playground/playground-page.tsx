import { Button, Card, ScrollArea, Skeleton, Stack, Switch, Text, Title } from '@mantine/core';
import { useSessionStorage } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import type { ChatModel } from '../../../shared/contract/library.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { LinkButton } from '../../components/link-button.tsx';
import { Page } from '../../components/page.tsx';
import { text } from '../../text/index.ts';
import { Composer } from './composer.tsx';
import { ModelChoice, pickModel } from './model-choice.tsx';
import { useChatModelsQuery } from './queries.ts';
import { Transcript } from './transcript.tsx';
import { useChat } from './use-chat.ts';

const route = getRouteApi('/playground');

/** Asking models: one, or two side by side. */
export function PlaygroundPage() {
  const models = useQuery(useChatModelsQuery());
  const { model: asked } = route.useSearch();
  const navigate = route.useNavigate();
  const model = models.data?.find(({ id }) => id === asked) ?? pickModel(models.data ?? []);
  if (models.data && model) {
    return (
      <PlaygroundView
        models={models.data}
        model={model}
        onModel={({ id }) => void navigate({ search: { model: id }, replace: true })}
      />
    );
  }
  return (
    <Page title={text.playground.title}>
      {models.isPending && <Skeleton h={320} />}
      {models.error && <ErrorPanel error={models.error} onRetry={() => void models.refetch()} />}
      {models.data && (
        <EmptyState title={text.playground.emptyTitle} body={text.playground.emptyBody}>
          <LinkButton to="/">{text.playground.emptyAction}</LinkButton>
        </EmptyState>
      )}
    </Page>
  );
}

interface PlaygroundViewProps {
  readonly models: readonly ChatModel[];
  readonly model: ChatModel;
  readonly onModel: (model: ChatModel) => void;
}

function PlaygroundView({ models, model, onModel }: PlaygroundViewProps) {
  const [otherId, setOtherId] = useState<string | null>(null);
  // The samples page has the same switch: who has asked for such text once in a session need not ask again.
  const [isRevealed, setRevealed] = useSessionStorage({ key: 'booster-lab.harmful-text', defaultValue: false });
  const chat = useChat();
  const other = models.find(({ id }) => id === otherId && id !== model.id) ?? null;
  return (
    <Page
      title={text.playground.title}
      fill
      actions={
        <>
          <Switch
            label={text.playground.reveal}
            checked={isRevealed}
            onChange={(event) => setRevealed(event.currentTarget.checked)}
          />
          <Button variant="default" size="xs" onClick={() => chat.clear()} disabled={chat.turns.length === 0}>
            {text.playground.clear}
          </Button>
        </>
      }
    >
      <ModelChoice
        models={models}
        model={model}
        other={other}
        onModel={onModel}
        onOther={(next) => setOtherId(next?.id ?? null)}
      />
      <ScrollArea
        flex={1}
        mih={0}
        viewportProps={{ tabIndex: 0, role: 'region', 'aria-label': text.playground.transcript }}
      >
        {chat.turns.length === 0 ? (
          <Stack gap="xs" maw={640} mx="auto" mt="xl" ta="center">
            <Title order={2}>{text.playground.introTitle}</Title>
            <Text size="sm">{text.playground.intro}</Text>
          </Stack>
        ) : (
          <Transcript turns={chat.turns} isRevealed={isRevealed} />
        )}
        {/* A new one for each new question and for each end of answers: what was written last is scrolled to. */}
        <div key={`${chat.turns.length} ${chat.isBusy}`} ref={scrollIntoView} />
      </ScrollArea>
      <Card withBorder padding="sm" style={{ flexShrink: 0 }}>
        <Composer
          model={model}
          isBusy={chat.isBusy}
          onAsk={(prompt, maxNewTokens) => chat.ask(other ? [model, other] : [model], prompt, maxNewTokens)}
          onStop={() => chat.stop()}
        />
      </Card>
    </Page>
  );
}

/** In newer Chromium the call returns a promise, which React must not take for a way to undo it. */
function scrollIntoView(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: 'nearest' });
}
