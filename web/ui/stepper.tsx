import type { Ref } from "react";

interface StepperProps {
  current: number;
  titles: readonly string[];
  ref?: Ref<HTMLHeadingElement>;
}

/** Where one is in a form; the step is the page's h1 and takes the focus when it changes. */
export const Stepper = ({ current, titles, ref }: StepperProps) => {
  const next = titles[current];
  return (
    <div className="fr-stepper form-stepper">
      <h1 className="fr-stepper__title" tabIndex={-1} ref={ref}>
        {titles[current - 1]}
        <span className="fr-stepper__state">
          Étape {current} sur {titles.length}
        </span>
      </h1>
      <div className="fr-stepper__steps" data-fr-current-step={current} data-fr-steps={titles.length} />
      {next ? (
        <p className="fr-stepper__details">
          <span className="fr-text--bold">Étape suivante :</span> {next}
        </p>
      ) : null}
    </div>
  );
};
