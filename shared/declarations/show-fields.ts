import * as z from "zod/mini";

/** What fields of shows are made of. */

export const Id = z.uuid("Identifiant illisible.");
export const Count = z
  .int("Écrivez un nombre entier.")
  .check(z.nonnegative("Ce nombre ne peut pas être négatif."));
export const Cents = z
  .int("Écrivez un montant.")
  .check(z.nonnegative("Un montant ne peut pas être négatif."));
export const Rate = z.int("Choisissez un taux.").check(z.nonnegative(), z.maximum(10_000));
export const Version = z.int();
export const line = (most: number, missing: string) =>
  z.string().check(z.trim(), z.minLength(1, missing), z.maxLength(most, `${most} caractères au plus.`));
export const optionalLine = (most: number) =>
  z.nullable(z.string().check(z.trim(), z.maxLength(most, `${most} caractères au plus.`)));
export const enumOf = <const T extends Record<string, unknown>>(labels: T) =>
  z.enum(Object.keys(labels) as [keyof T & string, ...(keyof T & string)[]]);
// @__NO_SIDE_EFFECTS__
export const literals = <const T extends readonly [string, ...string[]]>(values: T) => z.enum(values);

/** A local time in the place's zone, `2026-04-18T15:00`. */
export const LocalTime = z
  .string()
  .check(
    z.regex(
      /^20\d\d-(0[1-9]|1[0-2])-([0-2]\d|3[01])T([01]\d|2[0-3]):[0-5]\d$|^2100-01-01T00:00$/,
      "Écrivez une date entre 2000 et 2100, et une heure.",
    ),
  );
