import type { ReactNode } from "react";
import { passwordLength } from "../../../../shared/access/schema.ts";
import { PasswordInput } from "../../../ui/password-input.tsx";

/** How far a new password is, in words: its length is what counts. */
export function lengthAdvice(typed: string): { words: string; enough: boolean } | undefined {
  const length = [...typed].length;
  if (length === 0) return undefined;
  const missing = passwordLength.least - length;
  if (missing > 0)
    return { words: `Encore ${missing}\u00a0caractère${missing > 1 ? "s" : ""}.`, enough: false };
  return { words: "Longueur suffisante.", enough: true };
}

/** A new password, with the policy in one sentence. The API also refuses the common and the personal ones. */
export function NewPassword({
  label = "Nouveau mot de passe",
  value,
  onChange,
  error,
}: {
  label?: ReactNode;
  value: string;
  onChange: (value: string) => void;
  error: string | undefined;
}) {
  const advice = lengthAdvice(value);
  return (
    <PasswordInput
      label={label}
      hint={`Au moins ${passwordLength.least} caractères. Une phrase de plusieurs mots est facile à retenir ; évitez votre nom et les mots de passe courants.`}
      autoComplete="new-password"
      value={value}
      onChange={onChange}
      error={error}
      advice={
        advice && (
          <p className={`fr-message fr-message--${advice.enough ? "valid" : "info"}`}>{advice.words}</p>
        )
      }
    />
  );
}
