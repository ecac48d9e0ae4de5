import { Button, Group, Modal, Progress, Stack, Text, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Section } from '../../components/section.tsx';
import { useLab } from '../../rpc/lab-context.tsx';
import { text } from '../../text/index.ts';
import { tourPreference, useTourQuery } from './queries.ts';

/** Offers the tour, quietly once it was seen. */
export function TourCard() {
  const lab = useLab();
  const queries = useQueryClient();
  const tour = useTourQuery();
  const wasSeen = useQuery(tour).data === true;
  const [isOpen, setOpen] = useState(false);
  const remember = useMutation({
    mutationFn: () => lab.preferences.set({ name: tourPreference, value: true }),
    onSuccess: () => queries.setQueryData(tour.queryKey, true),
  });
  const close = () => {
    setOpen(false);
    remember.mutate();
  };
  return (
    <Section title={text.home.tourTitle}>
      <Text size="sm" mb="sm">
        {text.home.tourBody}
      </Text>
      <Button variant={wasSeen ? 'subtle' : 'default'} onClick={() => setOpen(true)}>
        {text.home.tourStart}
      </Button>
      <Tour isOpen={isOpen} onClose={close} />
    </Section>
  );
}

function Tour({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const [index, setIndex] = useState(0);
  const steps = text.home.tourSteps;
  const step = steps[index];
  const isLast = index === steps.length - 1;
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title={text.home.tourTitle}
      size="lg"
      closeButtonProps={{ 'aria-label': text.common.close }}
      onExitTransitionEnd={() => setIndex(0)}
    >
      <Stack mih={180} aria-live="polite">
        <Progress
          value={(100 * (index + 1)) / steps.length}
          size="xs"
          aria-label={text.home.tourStep(index + 1, steps.length)}
        />
        <Title order={2}>{step?.title}</Title>
        <Text style={{ flex: 1 }}>{step?.body}</Text>
        <Group justify="space-between">
          <Text size="sm">{text.home.tourStep(index + 1, steps.length)}</Text>
          <Group gap="xs">
            <Button variant="default" disabled={index === 0} onClick={() => setIndex(index - 1)}>
              {text.home.tourBack}
            </Button>
            <Button data-autofocus onClick={() => (isLast ? onClose() : setIndex(index + 1))}>
              {isLast ? text.home.tourDone : text.home.tourNext}
            </Button>
          </Group>
        </Group>
      </Stack>
    </Modal>
  );
}
