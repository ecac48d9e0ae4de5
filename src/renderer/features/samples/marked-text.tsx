import { Mark } from '@mantine/core';
import { splitAtMarkers } from '../../../shared/judging/markers.ts';

/** An answer with the prompt markers in it made visible: they are text, and nothing here obeys them. */
export function MarkedText({ children }: { children: string }) {
  const parts = splitAtMarkers(children);
  if (parts.length === 1 && !parts[0]?.isMarker) return <>{children}</>;
  return (
    <>
      {parts.map(({ text, isMarker, start }) =>
        isMarker ? <Mark key={start}>{text}</Mark> : <span key={start}>{text}</span>,
      )}
    </>
  );
}
