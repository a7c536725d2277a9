// A certified OpenID Connect provider with invented people, for tests of signing in.
// Arguments: port, redirect address, and, for GA4GH passports, a JSON file of visas by person and
// where they are told ("id_token" or "userinfo").
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(process.cwd() + "/");
const { Provider } = await import(require.resolve("oidc-provider"));
const [port, redirect, visas, told] = [Number(process.argv[2]), ...process.argv.slice(3)];

const PEOPLE = {
  anna: { employeeHsaId: "SE-ANNA", title: "Apotekare", unit: "SE2321000016", commissionPurpose: "Vård och behandling" },
  bo: { employeeHsaId: "SE-BO", title: "Apotekare", unit: "SE-ANOTHER-CENTRE", commissionPurpose: "Vård och behandling" },
  rut: { title: "researcher", unit: "SE2321000016" },
  kim: { title: "controller", unit: "SE2321000016" },
  eva: { employeeHsaId: "SE-EVA", title: "Apotekare", unit: "SE2321000016", commissionPurpose: "Statistik" },
};
const client = {
  client_id: "samvar", token_endpoint_auth_method: "none", redirect_uris: [redirect],
  grant_types: ["authorization_code"], response_types: ["code"],
};
const passportOf = (id) => (visas && existsSync(visas) ? JSON.parse(readFileSync(visas))[id] : undefined);
const claimsOf = (id, use) => ({
  sub: id, ...PEOPLE[id], ...(use === told ? { ga4gh_passport_v1: passportOf(id) } : {}),
});
const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [client],
  pkce: { required: () => true },
  conformIdTokenClaims: false,
  claims: {
    openid: ["sub", ...Object.keys(PEOPLE.anna)], auth_time: null,
    ...(visas ? { ga4gh_passport_v1: ["ga4gh_passport_v1"] } : {}),
  },
  findAccount: (_, id) => PEOPLE[id] && { accountId: id, claims: (use) => claimsOf(id, use) },
  cookies: { keys: ["only for tests"] },
});
provider.listen(port, "127.0.0.1", () => console.log("ready"));
