import type { ReactNode, Ref } from "react";
import { Input } from "./input.tsx";

/** The six digits of a code in two groups, however they were typed or pasted. */
export const groupDigits = (typed: string): string => {
  const digits = typed.replaceAll(/\D/g, "").slice(0, 6);
  return digits.length > 3 ? `${digits.slice(0, 3)} ${digits.slice(3)}` : digits;
};

interface CodeInputProps {
  label: ReactNode;
  hint?: ReactNode;
  value: string;
  onChange: (value: string) => void;
  error?: string | undefined;
  ref?: Ref<HTMLInputElement>;
}

/** A code of six digits; telephones and password managers offer it by themselves. */
export const CodeInput = ({ onChange, ...rest }: CodeInputProps) => (
  <Input
    {...rest}
    width="code"
    name="code"
    inputMode="numeric"
    autoComplete="one-time-code"
    autoCorrect="off"
    spellCheck={false}
    onChange={(typed) => onChange(groupDigits(typed))}
  />
);
