import { done, Refused, type Result, refused } from "../../platform/refusal.ts";

/** What a read answers: its value, or the refusal it stopped with. Anything else is a fault, and is thrown. */
export const answered = async <T>(read: () => Promise<T>): Promise<Result<T>> => {
  try {
    return done(await read());
  } catch (error) {
    if (error instanceof Refused) return refused(error.refusal);
    throw error;
  }
};
