import { useEffect, useState } from 'react';

/** Takes what is dropped anywhere in the window: left to itself, the browser would leave the page for it. Says whether something hovers. */
export function useDrop(onDrop: (transfer: DataTransfer) => void): boolean {
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    const ended = new AbortController();
    const { signal } = ended;
    window.addEventListener(
      'dragover',
      (event) => {
        if (!event.dataTransfer?.types.includes('Files')) return;
        event.preventDefault();
        setOver(true);
      },
      { signal },
    );
    window.addEventListener(
      'dragleave',
      (event) => {
        // Leaving an element for another one inside the window is not leaving.
        if (event.relatedTarget === null) setOver(false);
      },
      { signal },
    );
    window.addEventListener(
      'drop',
      (event) => {
        if (!event.dataTransfer || event.dataTransfer.files.length === 0) return;
        event.preventDefault();
        setOver(false);
        onDrop(event.dataTransfer);
      },
      { signal },
    );
    return () => ended.abort();
  }, [onDrop]);
  return isOver;
}
