import { useState } from 'react';

interface EditedText {
  readonly text: string;
  readonly change: (text: string) => void;
  /** Shows the value as the form writes it, once the person has left the field. */
  readonly finish: () => void;
}

/**
 * Lets a person write a value in their own way ("5e-5", "0..4") while the form holds what it means. When the value is
 * changed from elsewhere, the text follows. `read` returns how the form will write what was read.
 */
export function useEditedText(formatted: string, read: (text: string) => string): EditedText {
  const [edited, setEdited] = useState<{ text: string; formatted: string } | null>(null);
  return {
    text: edited?.formatted === formatted ? edited.text : formatted,
    change: (text) => setEdited({ text, formatted: read(text) }),
    finish: () => setEdited(null),
  };
}
