import { useRef, useState } from 'react';
import classes from './grid.module.css';

/** The right edge of a column's head, which drags it wider; keys do the same from the head itself. */
export function ResizeHandle({ width, onResize }: { width: number; onResize: (width: number) => void }) {
  const start = useRef<{ readonly x: number; readonly width: number } | null>(null);
  const [isActive, setActive] = useState(false);
  const end = () => {
    start.current = null;
    setActive(false);
  };
  return (
    <div
      aria-hidden
      className={classes.resize}
      data-active={isActive || undefined}
      onClick={(event) => event.stopPropagation()}
      onPointerDown={(event) => {
        event.preventDefault();
        event.currentTarget.setPointerCapture(event.pointerId);
        start.current = { x: event.clientX, width };
        setActive(true);
      }}
      onPointerMove={(event) => {
        if (start.current) onResize(start.current.width + event.clientX - start.current.x);
      }}
      onPointerUp={end}
      onPointerCancel={end}
    />
  );
}
