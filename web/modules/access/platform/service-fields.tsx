import { services, switchedServices } from "../../../../shared/access/roles.ts";
import { Checkbox } from "../../../ui/checkbox.tsx";

/** The five services, each open or not. */
export function ServiceFields({
  id,
  on,
  onChange,
}: {
  id: string;
  on: readonly string[];
  onChange: (on: string[]) => void;
}) {
  return (
    <fieldset className="service-fields">
      <legend>Services ouverts</legend>
      {switchedServices.map((service) => (
        <Checkbox
          key={service}
          id={`${id}-${service}`}
          label={services[service].label}
          checked={on.includes(service)}
          onChange={(open) => onChange(open ? [...on, service] : on.filter((other) => other !== service))}
        />
      ))}
    </fieldset>
  );
}
