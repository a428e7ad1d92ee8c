import { Icon } from "../../../ui/agent/icon.tsx";

/** Steps of a path, thin; the current one is told to those who do not see it. */
export function ThinSteps({ steps, current }: { steps: readonly string[]; current: number }) {
  return (
    <ol className="connect-steps" aria-label="Étapes">
      {steps.map((step, index) => {
        const done = index + 1 < current;
        return (
          <li
            key={step}
            className={done ? "is-done" : ""}
            aria-current={index + 1 === current ? "step" : undefined}
          >
            {done && <Icon name="fr-icon-check-line" tone="success" />}{" "}
            <span className="connect-steps__number">{index + 1}.&nbsp;</span>
            {step}
            {done && <span className="fr-sr-only"> (fait)</span>}
          </li>
        );
      })}
    </ol>
  );
}

const steps = ["Choisir la billetterie", "Donner l’accès", "Vérifier"] as const;

/** The three steps of a connection. */
export const ConnectSteps = ({ current }: { current: 1 | 2 | 3 }) => (
  <ThinSteps steps={steps} current={current} />
);
