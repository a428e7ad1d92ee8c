import type { Ref } from "react";
import type { RemoteProvider } from "../../../../shared/declarations/enums.ts";
import { Input } from "../../../ui/input.tsx";
import { PasswordInput } from "../../../ui/password-input.tsx";
import { vendors } from "./vendors.tsx";

/** What a person types to open an account, in the vendor's own names. */
export interface Codes {
  accessKey: string;
  secret: string;
}
export const noCodes: Codes = { accessKey: "", secret: "" };

/** What is missing before a vendor can be asked. */
export const missingCodes = (provider: RemoteProvider, { accessKey, secret }: Codes): Partial<Codes> => {
  const { accessKey: first, secret: second } = vendors[provider];
  return {
    ...(first && accessKey.trim() === "" ? { accessKey: `Remplissez «\u00a0${first.label}\u00a0».` } : {}),
    ...(secret.trim() === "" ? { secret: `Collez ici «\u00a0${second.label}\u00a0».` } : {}),
  };
};

/** The one or two codes of an account; the secret may be pasted, shown, and is never read back. */
export function CredentialFields({
  provider,
  codes,
  onChange,
  errors,
  secretRef,
}: {
  provider: RemoteProvider;
  codes: Codes;
  onChange: (codes: Codes) => void;
  errors: Partial<Codes>;
  secretRef?: Ref<HTMLInputElement>;
}) {
  const { accessKey, secret } = vendors[provider];
  return (
    <>
      {accessKey && (
        <Input
          label={accessKey.label}
          hint={accessKey.hint}
          value={codes.accessKey}
          onChange={(value) => onChange({ ...codes, accessKey: value })}
          error={errors.accessKey}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          name="access-key"
        />
      )}
      <PasswordInput
        ref={secretRef ?? null}
        label={secret.label}
        hint={secret.hint}
        what={secret.label.toLowerCase()}
        name="vendor-secret"
        value={codes.secret}
        onChange={(value) => onChange({ ...codes, secret: value })}
        error={errors.secret}
        autoComplete="off"
      />
    </>
  );
}
