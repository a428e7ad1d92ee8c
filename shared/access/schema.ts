import * as z from "zod/mini";

/** A name as people write their own: 1 to 100 characters. */
const name = (missing: string) =>
  z.string().check(z.trim(), z.minLength(1, missing), z.maxLength(100, "Au plus 100 caractères."));
const firstName = name("Écrivez votre prénom.");
const lastName = name("Écrivez votre nom.");

/** An address somebody can be written to; the mail module is stricter when it sends. */
export const EmailAddress = z
  .string()
  .check(
    z.trim(),
    z.minLength(1, "Écrivez une adresse e-mail."),
    z.maxLength(254, "Au plus 254 caractères."),
    z.regex(/^[^\s@]+@[^\s@]+\.[^\s@]+$/, "Écrivez une adresse complète, comme nom@ville.example."),
  );

/** Passwords: length over composition (docs/decisions, password policy). Common and personal ones are refused later. */
export const passwordLength = { least: 12, most: 256 } as const;
export const NewPassword = z
  .string()
  .check(
    z.minLength(
      passwordLength.least,
      `Au moins ${passwordLength.least} caractères. Une phrase est plus facile à retenir.`,
    ),
    z.maxLength(passwordLength.most, `Au plus ${passwordLength.most} caractères.`),
  );

/** A six-digit code, however it was typed. */
const SixDigits = z.string().check(
  z.overwrite((typed) => typed.replaceAll(/\D/g, "")),
  z.length(6, "Le code a 6 chiffres."),
);
const Password = z.string().check(z.minLength(1, "Écrivez votre mot de passe."), z.maxLength(1024));
/** A token as it was received; what is wrong with it is told by `readToken`. */
const Token = z.string().check(z.maxLength(2000));

/** Sign in with an address and a password. */
export const SignIn = z.strictObject({
  email: z.string().check(z.trim(), z.minLength(1, "Écrivez votre adresse e-mail."), z.maxLength(254)),
  password: Password,
});
export type SignIn = z.infer<typeof SignIn>;

/** The signed-in person as screens need it. */
export const Me = z.object({
  id: z.string(),
  firstName: z.string(),
  lastName: z.string(),
  email: z.string(),
  timeZone: z.string(),
  /** Manages the platform; counts only with a second factor. */
  platformAdministrator: z.boolean(),
  /** Whether this session has a second factor, and whether the account has one at all. */
  secondFactor: z.object({ given: z.boolean(), exists: z.boolean() }),
  /** Minutes without activity after which this session ends: the strictest of the organisations. */
  idleMinutes: z.number(),
  memberships: z.array(
    z.object({
      organisation: z.object({
        id: z.string(),
        slug: z.string(),
        name: z.string(),
        shortName: z.string(),
        logo: z.optional(z.string()),
        accent: z.optional(z.string()),
        /** Services that are switched on. */
        services: z.array(z.string()),
      }),
      service: z.string(),
      roles: z.array(z.string()),
    }),
  ),
  /** Organisations that wait for a second factor before anything of theirs opens. */
  locked: z.array(z.object({ id: z.string(), name: z.string() })),
});
export type Me = z.infer<typeof Me>;

export const secondFactorMethods = ["totp", "passkey", "recovery"] as const;
/** Where signing in leads: in, or to the second step. */
export const SignedIn = z.union([
  z.object({ state: z.literal("open"), me: Me }),
  z.object({ state: z.literal("second_factor"), methods: z.array(z.enum(secondFactorMethods)) }),
]);
export type SignedIn = z.infer<typeof SignedIn>;

export const TotpCode = z.strictObject({ code: SixDigits });
export const RecoveryCode = z.strictObject({
  code: z.string().check(z.trim(), z.minLength(1, "Écrivez un code de secours."), z.maxLength(40)),
});
/** What the browser's WebAuthn call answered, as JSON (W3C WebAuthn §5.1): checked by the library. */
export const PasskeyAnswer = z.strictObject({ response: z.looseObject({ id: z.string() }) });
/** Options for the browser's WebAuthn call. */
export const PasskeyOptions = z.looseObject({ challenge: z.string() });
/** Where to go once signed out: the identity provider's own sign-out, when the session came from it. */
export const SignedOut = z.object({ next: z.nullable(z.string()) });

export const AskByEmail = z.strictObject({ email: EmailAddress });
export const ResetPassword = z.strictObject({ token: Token, password: NewPassword });
export const WithToken = z.strictObject({ token: Token });
export const ReadLink = z.strictObject({
  token: Token,
  purpose: z.enum(["invitation", "password_reset", "magic_link", "email_change", "registration"]),
});
/** What a link is for, before its holder does anything. Shows nothing that its mail did not say. */
export const LinkPreview = z.object({
  purpose: z.string(),
  email: z.string(),
  expiresAt: z.string(),
  invitation: z.optional(
    z.object({
      organisation: z.nullable(z.object({ name: z.string(), logo: z.optional(z.string()) })),
      roles: z.array(z.object({ service: z.string(), roles: z.array(z.string()) })),
      invitedBy: z.nullable(z.string()),
      /** An account with this address exists already: sign in instead of choosing a password. */
      hasAccount: z.boolean(),
    }),
  ),
});
export type LinkPreview = z.infer<typeof LinkPreview>;

export const AcceptInvitation = z.strictObject({ token: Token, firstName, lastName, password: NewPassword });
export type AcceptInvitation = z.infer<typeof AcceptInvitation>;

/** One's own account. */
export const Account = z.object({
  firstName: z.string(),
  lastName: z.string(),
  email: z.string(),
  timeZone: z.string(),
  hasPassword: z.boolean(),
  passwordChangedAt: z.nullable(z.string()),
  /** A change of address under way, and who has confirmed. */
  emailChange: z.nullable(
    z.object({
      newEmail: z.string(),
      oldConfirmed: z.boolean(),
      newConfirmed: z.boolean(),
      expiresAt: z.string(),
    }),
  ),
  totp: z.boolean(),
  passkeys: z.array(
    z.object({ id: z.string(), name: z.string(), createdAt: z.string(), lastUsedAt: z.nullable(z.string()) }),
  ),
  recoveryCodesLeft: z.number(),
  /** Organisations (or the platform) that require a second factor. */
  secondFactorRequiredBy: z.array(z.string()),
  proConnect: z.boolean(),
});
export type Account = z.infer<typeof Account>;

export const UpdateProfile = z.strictObject({
  firstName,
  lastName,
  timeZone: z.string().check(z.maxLength(60)),
});
export type UpdateProfile = z.infer<typeof UpdateProfile>;
export const ChangePassword = z.strictObject({
  current: z.string().check(z.maxLength(1024)),
  password: NewPassword,
});
export type ChangePassword = z.infer<typeof ChangePassword>;
export const ChangeEmail = z.strictObject({ email: EmailAddress, password: Password });
export const EmailConfirmed = z.object({ state: z.enum(["waiting_other", "changed"]) });
/** Proof that the owner is there, for what weakens or changes an account: the password, or a code of a factor. */
export const Proof = z.strictObject({ password: z.optional(Password), code: z.optional(SixDigits) });
export type Proof = z.infer<typeof Proof>;

export const SessionList = z.object({
  sessions: z.array(
    z.object({
      id: z.string(),
      current: z.boolean(),
      device: z.nullable(z.string()),
      method: z.string(),
      createdAt: z.string(),
      lastSeenAt: z.string(),
    }),
  ),
});
export type SessionList = z.infer<typeof SessionList>;

/** To show once: the secret to type, and the same as a picture to scan. */
export const TotpStart = z.object({ secret: z.string(), uri: z.string(), svg: z.string() });
export const RecoveryCodes = z.object({ recoveryCodes: z.array(z.string()) });
export const AddPasskey = z.strictObject({
  name: z
    .string()
    .check(z.trim(), z.minLength(1, "Donnez un nom à cette clé."), z.maxLength(60, "Au plus 60 caractères.")),
  response: z.looseObject({ id: z.string() }),
});

/** What the front may offer before anyone signs in. */
export const SignInMethods = z.object({ proConnect: z.boolean() });
