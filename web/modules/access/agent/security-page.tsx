import { useQuery } from "@tanstack/react-query";
import { LoadFailed } from "../../../ui/agent/load-failed.tsx";
import { Skeleton } from "../../../ui/agent/waiting.tsx";
import { accountQuery } from "./account-api.ts";
import { AccountPage } from "./account-page.tsx";
import { FactorsSection } from "./factors-section.tsx";
import { PasswordSection } from "./password-section.tsx";
import { SessionsSection } from "./sessions-section.tsx";

/** Password, second factor, open sessions. */
export function SecurityPage() {
  const { data: account, error, refetch } = useQuery(accountQuery);
  return (
    <AccountPage title="Sécurité et sessions">
      {account ? (
        <>
          <PasswordSection account={account} />
          <FactorsSection account={account} />
        </>
      ) : error ? (
        <LoadFailed what="la sécurité de votre compte" error={error} retry={() => void refetch()} />
      ) : (
        <Skeleton says="Chargement de la sécurité de votre compte…" />
      )}
      <SessionsSection />
    </AccountPage>
  );
}
