// npm's oidc-provider on loopback, for test_sso_real.py: `node provider.mjs PORT BACK SECRET`. It logs in whoever is asked for, with the claims given in the login's name.
import { Provider } from "oidc-provider";

const [port, back, secret] = process.argv.slice(2);
const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [{ client_id: "dxcheck", client_secret: secret, redirect_uris: [back], grant_types: ["authorization_code"], response_types: ["code"], post_logout_redirect_uris: [new URL("/login", back).href] }],
  claims: { openid: ["sub"], profile: ["preferred_username", "department", "groups"] },
  pkce: { required: () => true },
  features: { devInteractions: { enabled: true } },
  cookies: { keys: ["only for tests"] },
  findAccount: (_ctx, id) => {
    const [name, department, ...groups] = id.split("+");
    return { accountId: id, claims: async () => ({ sub: id, preferred_username: name, department, groups }) };
  },
});
provider.listen(Number(port), "127.0.0.1", () => console.log("ready"));
