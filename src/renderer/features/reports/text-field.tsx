import { Select, Stack, Textarea } from '@mantine/core';
import { useState } from 'react';
import { longestText, type TextPlace, titlePlace } from '../../../shared/report/blocks.ts';
import { text } from '../../text/index.ts';
import { listPlaces, type ReportDraft } from './report-draft.ts';

interface TextFieldProps {
  readonly draft: ReportDraft;
  readonly onDraft: (draft: ReportDraft) => void;
}

/** Somebody's own words, one place of the report at a time. */
export function TextField({ draft, onDraft }: TextFieldProps) {
  const places = listPlaces(draft);
  const [chosen, setChosen] = useState<TextPlace>('introduction');
  const place = places.includes(chosen) ? chosen : 'introduction';
  return (
    <Stack gap={6}>
      <Select
        label={text.reports.textPlace}
        description={text.reports.textHelp}
        size="xs"
        allowDeselect={false}
        data={places.map((value) => ({
          value,
          label: text.reports.placeName(titlePlace(value), Boolean(draft.texts[value]?.trim())),
        }))}
        value={place}
        onChange={(value) => {
          const found = places.find((it) => it === value);
          if (found) setChosen(found);
        }}
      />
      <Textarea
        aria-label={text.reports.textOf(titlePlace(place))}
        size="xs"
        autosize
        minRows={3}
        maxRows={10}
        maxLength={longestText}
        value={draft.texts[place] ?? ''}
        onChange={(event) => onDraft({ ...draft, texts: { ...draft.texts, [place]: event.currentTarget.value } })}
      />
    </Stack>
  );
}
