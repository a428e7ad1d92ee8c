import { useQuery } from "@tanstack/react-query";
import { Icon } from "../../../ui/agent/icon.tsx";
import { undeliverableMembers } from "./sending-queries.ts";

/** Our mail does not reach an agent: notices of cases are lost without a word, so it is said here (mail.md §5.12). */
export function UndeliverableBanner({ organisationId }: { organisationId: string }) {
  const { data } = useQuery({
    queryKey: ["mediation", "undeliverable", organisationId],
    queryFn: ({ signal }) => undeliverableMembers(organisationId, signal),
    staleTime: 10 * 60_000,
    retry: 1,
  });
  if (!data || (!data.mine && data.others.length === 0)) return null;
  const names = new Intl.ListFormat("fr").format(data.others.map(({ name, email }) => `${name} (${email})`));
  return (
    <div className="banner banner--warning" role="status">
      <Icon name="fr-icon-mail-close-line" tone="warning" />
      <div className="break-anywhere">
        {data.mine && (
          <p>
            <strong>Nos e-mails ne vous parviennent pas.</strong> Votre adresse les refuse&nbsp;: corrigez-la
            dans votre compte, ou demandez à l’administrateur de la plateforme de la débloquer.
          </p>
        )}
        {data.others.length > 0 && (
          <p>
            <strong>
              {data.others.length > 1
                ? "Des membres ne reçoivent pas nos e-mails."
                : "Un membre ne reçoit pas nos e-mails."}
            </strong>{" "}
            {names}
          </p>
        )}
      </div>
    </div>
  );
}
