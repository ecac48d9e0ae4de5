import { MemberFields } from '../fields/field-view.tsx';
import { OverlapCheck } from './overlap-check.tsx';
import { PoisonComposer } from './poison-composer.tsx';
import { listSectionFields } from './section-fields.ts';

/** What the user of the attacked model uploads, and how it is fine-tuned on. */
export function AttackFields() {
  return (
    <>
      <MemberFields members={listSectionFields('attack')} arm={null} />
      <PoisonComposer />
      <OverlapCheck />
    </>
  );
}
