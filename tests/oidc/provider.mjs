// A real OpenID provider with three people, for tests/oidc; arguments: port, redirect URI.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const require = createRequire(`${process.cwd()}/`);
const { default: Provider } = await import(pathToFileURL(require.resolve('oidc-provider')));
const [port, redirect] = process.argv.slice(2);

const PEOPLE = {
  limin: { name: '李敏', groups: ['front-desk-hy01'] },
  zhaolei: { name: '赵磊', groups: ['front-desk-hy01', 'auditors', 'somewhere-else'] },
  nameless: {},
};

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [
    {
      client_id: 'guanjia',
      client_secret: 'a secret / of the client',
      redirect_uris: [redirect],
      post_logout_redirect_uris: [new URL('/sign-in', redirect).href],
    },
  ],
  claims: { openid: ['sub'], profile: ['name', 'preferred_username', 'groups'], email: ['email'] },
  pkce: { required: () => true },
  cookies: { keys: ['for tests'] },
  findAccount: (_, id) => ({
    accountId: id,
    claims: () => ({
      sub: id,
      ...(id === 'nameless' ? {} : { preferred_username: id }),
      ...(PEOPLE[id] ?? { name: id, groups: [] }),
    }),
  }),
});

provider.listen(Number(port), '127.0.0.1', () => process.stdout.write('ready\n'));
