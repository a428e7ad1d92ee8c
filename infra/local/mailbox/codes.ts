import { Secret, TOTP } from "otpauth";

/** A demo account whose code generator nobody holds in their hand. */
export interface AccountWithCodes {
  name: string;
  email: string;
  /** Secret of the generator, base32. */
  secret: string;
}

/** The code an account would read on its telephone at that instant, and how long it still is the one (RFC 6238). */
export const codeAt = ({ secret }: AccountWithCodes, now: Date): { code: string; seconds: number } => {
  const timestamp = now.getTime();
  return {
    code: TOTP.generate({ secret: Secret.fromBase32(secret), timestamp }),
    seconds: Math.ceil(TOTP.remaining({ timestamp }) / 1000),
  };
};
