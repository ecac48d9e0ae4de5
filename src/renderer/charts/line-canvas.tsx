import { Skeleton } from '@mantine/core';
import { type Ref, useEffect, useImperativeHandle, useRef, useState } from 'react';
import type { CursorLink } from './cursor-link.ts';
import type { Drawing, LinePlot } from './line-plot.ts';
import type { Range } from './series.ts';

/** What the keys and buttons around a canvas do with it. */
export interface CanvasHandle {
  zoomBy(factor: number): void;
  panBy(share: number): void;
  showAll(): void;
}

interface LineCanvasProps {
  readonly drawing: Drawing;
  readonly height: number;
  readonly cursor?: CursorLink;
  readonly onWindow: (window: Range | null) => void;
  readonly ref: Ref<CanvasHandle>;
}

/** The canvas of a chart. Chart.js is loaded with the first one; a canvas out of sight is not drawn until it is seen. */
export function LineCanvas({ drawing, height, cursor, onWindow, ref }: LineCanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const listeners = useRef({ onWindow, cursor });
  const [plot, setPlot] = useState<LinePlot | null>(null);
  const [isSeen, setSeen] = useState(false);

  useEffect(() => {
    listeners.current = { onWindow, cursor };
  }, [onWindow, cursor]);

  useEffect(() => {
    let opened: LinePlot | null = null;
    let isGone = false;
    const open = async () => {
      const module = await import('./line-plot.ts');
      if (isGone || !canvas.current) return;
      opened = new module.LinePlot(canvas.current, {
        onWindow: (window) => listeners.current.onWindow(window),
        onHover: (x) => listeners.current.cursor?.move(x),
      });
      setPlot(opened);
    };
    void open();
    return () => {
      isGone = true;
      opened?.close();
      setPlot(null);
    };
  }, []);

  useEffect(() => {
    if (!canvas.current) return undefined;
    const observer = new IntersectionObserver((entries) => setSeen(entries.at(-1)?.isIntersecting ?? false), {
      rootMargin: '120px',
    });
    observer.observe(canvas.current);
    return () => observer.disconnect();
  }, []);

  useEffect(() => {
    if (!plot || !isSeen) return undefined;
    // Changes of one frame are drawn once.
    const frame = requestAnimationFrame(() => plot.draw(drawing));
    return () => cancelAnimationFrame(frame);
  }, [plot, isSeen, drawing]);

  useEffect(() => (plot ? cursor?.subscribe((x) => plot.setCursor(x)) : undefined), [plot, cursor]);

  useImperativeHandle(
    ref,
    () => ({
      zoomBy: (factor) => plot?.zoomBy(factor),
      panBy: (share) => plot?.panBy(share),
      showAll: () => plot?.showAll(),
    }),
    [plot],
  );

  return (
    <div style={{ position: 'relative', height, width: '100%' }}>
      {!plot && <Skeleton pos="absolute" inset={0} />}
      {/* The element around it has the name, the summary and the keys. */}
      <canvas ref={canvas} aria-hidden />
    </div>
  );
}
