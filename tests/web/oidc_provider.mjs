// A certified OpenID Connect provider with three invented people, for tests of signing in.
import { createRequire } from "node:module";

const require = createRequire(process.cwd() + "/");
const { Provider } = await import(require.resolve("oidc-provider"));
const [port, redirect] = [Number(process.argv[2]), process.argv[3]];

const PEOPLE = {
  anna: { employeeHsaId: "SE-ANNA", title: "Apotekare", unit: "SE2321000016", commissionPurpose: "Vård och behandling" },
  bo: { employeeHsaId: "SE-BO", title: "Apotekare", unit: "SE-ANOTHER-CENTRE", commissionPurpose: "Vård och behandling" },
  eva: { employeeHsaId: "SE-EVA", title: "Apotekare", unit: "SE2321000016", commissionPurpose: "Statistik" },
};
const client = {
  client_id: "samvar", token_endpoint_auth_method: "none", redirect_uris: [redirect],
  grant_types: ["authorization_code"], response_types: ["code"],
};
const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [client],
  pkce: { required: () => true },
  conformIdTokenClaims: false,
  claims: { openid: ["sub", ...Object.keys(PEOPLE.anna)], auth_time: null },
  findAccount: (_, id) => PEOPLE[id] && { accountId: id, claims: () => ({ sub: id, ...PEOPLE[id] }) },
  cookies: { keys: ["only for tests"] },
});
provider.listen(port, "127.0.0.1", () => console.log("ready"));
