import type { Me } from "../../../../shared/access/schema.ts";

/** Whether something waits for a second factor before it opens. */
export const waitsForSecondFactor = (me: Me): boolean => !me.secondFactor.given && me.locked.length > 0;

/** Where to go once in: to the second factor that something asks for, which then leads on; else where one was going. */
export const continueAt = (me: Me, back: string): string =>
  waitsForSecondFactor(me) ? `/connexion/verification?retour=${encodeURIComponent(back)}` : back;
