import { type RefObject, useEffect, useRef } from "react";
import { type StepNumber, stepNumber } from "./steps.ts";

const addressOf = (step: StepNumber) => `?etape=${step}`;

/**
 * Ties the step shown to the browser's history: *back* is one step back and loses nothing. The heading takes the
 * focus at each change, never on arrival.
 */
export const useSteps = (options: {
  draftId: string;
  step: StepNumber;
  ready: boolean;
  heading: RefObject<HTMLElement | null>;
  onStep: (step: StepNumber) => void;
}) => {
  const { draftId, step, ready, heading } = options;
  const shown = useRef<StepNumber | null>(null);
  const onStep = useRef(options.onStep);
  onStep.current = options.onStep;

  useEffect(() => {
    if (!ready) return;
    const state = { draftId, step, from: shown.current };
    if (shown.current === null || history.state?.draftId !== draftId)
      history.replaceState(state, "", addressOf(step));
    else if (history.state?.step !== step) history.pushState(state, "", addressOf(step));
    if (shown.current !== null && shown.current !== step) {
      scrollTo({ top: 0 });
      heading.current?.focus();
    }
    shown.current = step;
  }, [draftId, step, ready, heading]);

  useEffect(() => {
    if (!ready) return;
    const onPop = () => onStep.current(stepNumber(history.state?.step));
    addEventListener("popstate", onPop);
    return () => removeEventListener("popstate", onPop);
  }, [ready]);

  return {
    /** One step back: by the history where it leads there, so that *forward* still works. */
    back: () => {
      const previous = stepNumber(step - 1);
      const from = history.state?.from;
      // The step before may be one that this form leaves out.
      if (typeof from === "number" && from < step) history.back();
      else onStep.current(previous);
    },
  };
};
