import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from "@simplewebauthn/browser";
import type * as z from "zod/mini";
import type { PasskeyOptions } from "../../../../shared/access/schema.ts";

type Options = z.infer<typeof PasskeyOptions>;

/** A browser without WebAuthn offers no key at all. */
export const canUsePasskeys = () => typeof globalThis.PublicKeyCredential === "function";

/** The owner closed the browser's window, let it expire, or the key was not the right one: the browser never says which. */
const notDone = (error: unknown) => error instanceof Error && error.name === "NotAllowedError";
const alreadyThere = (error: unknown) => error instanceof Error && error.name === "InvalidStateError";

/** What the browser's own window ended with, in one sentence; undefined when it was not the browser's fault. */
export function passkeyFault(error: unknown): string | undefined {
  if (notDone(error)) return "La clé n’a pas été utilisée. Réessayez quand vous êtes prêt.";
  if (alreadyThere(error)) return "Cette clé est déjà enregistrée sur votre compte.";
  if (error instanceof DOMException || (error instanceof Error && error.name === "SecurityError"))
    return "Votre navigateur n’a pas pu utiliser cette clé. Essayez un autre moyen.";
  return undefined;
}

/**
 * Makes a key on this device or an external one. The options come from the library's other half on the server; the
 * contract only promises their challenge, hence the cast, here and below.
 */
export async function createPasskey(options: Options) {
  const { startRegistration } = await import("@simplewebauthn/browser");
  return startRegistration({
    optionsJSON: options as Options & PublicKeyCredentialCreationOptionsJSON,
  });
}

/** Has the browser sign the challenge with a key of the account. */
export async function answerWithPasskey(options: Options) {
  const { startAuthentication } = await import("@simplewebauthn/browser");
  return startAuthentication({
    optionsJSON: options as Options & PublicKeyCredentialRequestOptionsJSON,
  });
}
