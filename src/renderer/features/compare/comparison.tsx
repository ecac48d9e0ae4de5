import { Alert, List, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react';
import { useDeferredValue } from 'react';
import type { Selection } from '../../../shared/contract/compare.ts';
import { Section } from '../../components/section.tsx';
import { text } from '../../text/index.ts';
import { AgreementSection } from './agreement-section.tsx';
import { AlongSection } from './along-section.tsx';
import { AttackSection } from './attack-section.tsx';
import { CategoriesSection } from './categories-section.tsx';
import { ComparisonControls } from './comparison-controls.tsx';
import { useComparison } from './comparison-view.tsx';
import { ExternalSection } from './external-section.tsx';
import { CurvesSection } from './curves-section.tsx';
import { FidelitySection } from './fidelity-section.tsx';
import { FindingList } from './finding-list.tsx';
import { FlipsSection } from './flips-section.tsx';
import { GridSection } from './grid-section.tsx';
import { GroupsSection } from './groups-section.tsx';
import { ParallelSection } from './parallel-section.tsx';
import { PivotSection } from './pivot-section.tsx';
import { ProbeSection } from './probe-section.tsx';
import type { CompareWishes } from './queries.ts';
import { ScoreSection } from './score-section.tsx';
import { SettingsSection } from './settings-section.tsx';
import { TestsSection } from './tests-section.tsx';
import { TradeoffSection } from './tradeoff-section.tsx';

/** What changes in the address of the page; undefined takes it out. */
export interface WishChange {
  readonly baseline?: string | undefined;
  readonly recipe?: string | undefined;
  readonly external?: string | undefined;
}

interface ComparisonProps {
  readonly selection: Selection;
  readonly wishes: CompareWishes;
  readonly onWish: (change: WishChange) => void;
}

/** A comparison from its words down to its settings. */
export function Comparison({ selection, wishes, onWish }: ComparisonProps) {
  const { data, step } = useComparison();
  // Words and scores are there at once; the pictures are drawn right after, and give way to what a person does.
  const hasPictures = useDeferredValue(true, false);
  return (
    <Stack gap="md">
      <ComparisonControls
        external={wishes.external}
        onBaseline={(baseline) => onWish({ baseline })}
        onExternal={(ids) => onWish({ external: ids.length === 0 ? undefined : ids.join(',') })}
      />
      <Words />
      {step !== null && <ScoreSection step={step} />}
      <ExternalSection />
      {step !== null && hasPictures && (
        <>
          <AttackSection />
          <AlongSection step={step} />
          <TradeoffSection step={step} />
          <TestsSection selection={selection} step={step} />
          <FlipsSection selection={selection} step={step} />
          <GroupsSection step={step} />
          <CategoriesSection selection={selection} step={step} />
          <AgreementSection step={step} />
          <PivotSection selection={selection} step={step} />
          <GridSection step={step} />
          <ParallelSection step={step} />
        </>
      )}
      {step !== null && hasPictures && <ProbeSection />}
      {hasPictures && <CurvesSection key={data.runs.members.length} external={wishes.external} />}
      <FidelitySection onRecipe={(recipe) => onWish({ recipe })} />
      <SettingsSection />
    </Stack>
  );
}

/** What the numbers say, what is unlike, and what they cannot say. */
function Words() {
  const { data } = useComparison();
  const { limits } = data.experiment;
  return (
    <Section title={text.compare.summary}>
      <Stack gap="sm">
        <FindingList data={data} />
        {data.warnings.length > 0 && (
          <Alert color="yellow" icon={<IconAlertTriangle aria-hidden />} title={text.compare.warningsTitle}>
            <List size="sm">
              {data.warnings.map((warning) => (
                <List.Item key={warning}>{warning}</List.Item>
              ))}
            </List>
          </Alert>
        )}
        {limits && (
          <Alert color="gray" icon={<IconInfoCircle aria-hidden />} title={text.compare.limitsTitle}>
            <Text size="sm">{limits}</Text>
          </Alert>
        )}
      </Stack>
    </Section>
  );
}
