import type { RuleRefusal, Verdict } from "./verdict.ts";

/**
 * Who somebody is towards the target of an action. A person is several at once: a reader of the mediation is
 * `mediation.reader`, `member` of the organisation and `self` for their own account.
 */
export type Holder =
  | "anyone"
  /** Signed in, about their own account. */
  | "self"
  /** Any live membership in the organisation of the target. */
  | "member"
  /** Administrator of the platform, with a second factor. */
  | "platform"
  /** Opened this very target's secret link; then also gave the code sent by e-mail. */
  | "link"
  | "verified_link"
  /** Responsible for the target, and still in a role that may be. */
  | "handler"
  /** Has the target in charge itself, not as somebody who acts with or for them. */
  | "assignee"
  /** Follows the target. */
  | "watcher"
  /** A role in the organisation of the target: `mediation.reader`. */
  | `${string}.${string}`;

/** What an action is about: this decides which ids a caller may name. */
type About =
  /** Nothing that belongs to anyone. */
  | "anyone"
  | "self"
  /** One organisation as a whole: its lists, members, settings. */
  | "organisation"
  /** One record of an organisation. */
  | "item"
  | "platform"
  /** What the opened secret link leads to. */
  | "link";

/**
 * One line of a service's table of rights. A holder that is absent may not; `always` may; anything else names a
 * condition on the state of the target, decided by the service's `conditions`.
 */
export interface Right<Condition extends string = string> {
  about: About;
  may: { readonly [holder in Holder]?: "always" | Condition };
}

/** A service's whole table: one line per action. Routes name their action, and a test walks table and routes together. */
export type Rights<Action extends string, Condition extends string> = Readonly<
  Record<Action, Right<Condition>>
>;

/** The cells of an action that apply to someone who is all these holders. */
export const cellsFor = <Condition extends string>(
  { may }: Right<Condition>,
  holders: ReadonlySet<Holder>,
): ReadonlyArray<"always" | Condition> =>
  (Object.entries(may) as Array<[Holder, "always" | Condition]>)
    .filter(([holder]) => holder === "anyone" || holders.has(holder))
    .map(([, cell]) => cell);

/**
 * Whether someone who is all these `holders` may: the first cell that says yes decides. A condition that says no gives
 * its own refusal; without any cell for them it is `otherwise`.
 */
export const decide = <Condition extends string>(
  right: Right<Condition>,
  holders: ReadonlySet<Holder>,
  meets: (condition: Condition) => Verdict,
  otherwise: RuleRefusal,
): Verdict => {
  let refusal = otherwise;
  for (const cell of cellsFor(right, holders)) {
    const verdict = cell === "always" ? true : meets(cell);
    if (verdict === true) return true;
    refusal = verdict;
  }
  return refusal;
};
