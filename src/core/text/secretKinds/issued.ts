import type { SecretKind } from './kind';
import { isIssued } from './plausible';

/**
 * Credentials that give themselves away by how they begin: what they are for, their beginnings, and the rest as a
 * regular expression. Above each is where its issuer says so.
 */
const shapes: readonly (readonly [kind: string, beginnings: readonly string[], rest: string])[] = [
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
  ['AWS access key', ['AKIA', 'ASIA', 'ABIA', 'ACCA'], '[A-Z2-7]{16}'],
  // https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github
  ['GitHub token', ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'], '[A-Za-z0-9]{36,255}'],
  ['GitHub token', ['github_pat_'], '[A-Za-z0-9]{22}_[A-Za-z0-9]{59}'],
  // https://docs.gitlab.com/security/tokens/#token-prefixes
  ['GitLab token', ['glpat-', 'gldt-', 'glrt-', 'glptt-', 'gloas-', 'glsoat-', 'glcbt-'], '[A-Za-z0-9_.-]{20,255}'],
  ['GitLab token', ['glft-', 'glimt-', 'glagent-', 'glffct-', 'glwt-'], '[A-Za-z0-9_.-]{20,255}'],
  // https://api.slack.com/concepts/token-types
  ['Slack token', ['xoxa-', 'xoxb-', 'xoxe-', 'xoxo-', 'xoxp-', 'xoxr-', 'xoxs-'], '[A-Za-z0-9-]{20,250}'],
  ['Slack token', ['xapp-', 'xoxe.'], '[A-Za-z0-9.-]{20,250}'],
  // https://docs.stripe.com/keys and https://docs.stripe.com/webhooks
  ['Stripe key', ['sk_live_', 'sk_test_', 'rk_live_', 'rk_test_'], '[A-Za-z0-9]{16,247}'],
  ['Stripe key', ['whsec_'], '[A-Za-z0-9+/]{32,250}'],
  // https://cloud.google.com/docs/authentication/api-keys
  ['Google API key', ['AIza'], '[A-Za-z0-9_-]{35}'],
  // https://developers.google.com/identity/protocols/oauth2
  ['Google client secret', ['GOCSPX-'], '[A-Za-z0-9_-]{28}'],
  ['Google OAuth token', ['ya29.'], '[A-Za-z0-9_-]{30,2000}'],
  ['Google OAuth token', ['1//0'], '[A-Za-z0-9_-]{50,500}'],
  // https://firebase.google.com/docs/cloud-messaging/auth-server
  ['Firebase server key', ['AAAA'], '[A-Za-z0-9_-]{7}:[A-Za-z0-9_-]{140}'],
  // https://docs.npmjs.com/about-access-tokens
  ['npm token', ['npm_'], '[A-Za-z0-9]{36}'],
  // https://docs.claude.com/en/api/overview
  ['Anthropic key', ['sk-ant-'], '[a-z0-9]{3,12}-[A-Za-z0-9_-]{20,2000}'],
  // https://platform.openai.com/docs/api-reference/authentication
  ['OpenAI key', ['sk-proj-', 'sk-svcacct-', 'sk-admin-'], '[A-Za-z0-9_-]{40,2000}'],
  ['OpenAI key', ['sk-'], '[A-Za-z0-9]{48}'],
  // https://openrouter.ai/docs/api-reference/authentication
  ['OpenRouter key', ['sk-or-v1-'], '[0-9a-f]{64}'],
  // https://huggingface.co/docs/hub/security-tokens
  ['Hugging Face token', ['hf_'], '[A-Za-z0-9]{34}'],
  // https://console.groq.com/docs/api-reference, https://docs.x.ai, https://docs.perplexity.ai, https://replicate.com/docs
  ['Groq key', ['gsk_'], '[A-Za-z0-9]{52}'],
  ['xAI key', ['xai-'], '[A-Za-z0-9]{80}'],
  ['Perplexity key', ['pplx-'], '[A-Za-z0-9]{48,64}'],
  ['Replicate token', ['r8_'], '[A-Za-z0-9]{37}'],
  // https://docs.pypi.org/api/secret-scanning/
  ['PyPI token', ['pypi-AgE'], '[A-Za-z0-9_-]{50,2000}'],
  // https://guides.rubygems.org/api-key-scopes/
  ['RubyGems key', ['rubygems_'], '[0-9a-f]{48}'],
  // https://doc.rust-lang.org/cargo/reference/registry-authentication.html
  ['crates.io token', ['cio'], '[A-Za-z0-9]{32}'],
  // https://learn.microsoft.com/en-us/nuget/nuget-org/scoped-api-keys
  ['NuGet key', ['oy2'], '[a-z0-9]{43}'],
  // https://docs.docker.com/security/access-tokens/
  ['Docker Hub token', ['dckr_pat_', 'dckr_oat_'], '[A-Za-z0-9_-]{27,40}'],
  // https://www.twilio.com/docs/sendgrid/ui/account-and-settings/api-keys
  ['SendGrid key', ['SG.'], '[A-Za-z0-9_-]{22}\\.[A-Za-z0-9_-]{43}'],
  // https://shopify.dev/docs/apps/build/authentication-authorization
  ['Shopify token', ['shpat_', 'shpca_', 'shppa_', 'shpss_'], '[0-9a-fA-F]{32}'],
  // https://developer.squareup.com/docs/build-basics/access-tokens
  ['Square token', ['sq0atp-', 'sq0csp-'], '[A-Za-z0-9_-]{22,43}'],
  // https://docs.digitalocean.com/reference/api/create-personal-access-token/
  ['DigitalOcean token', ['dop_v1_', 'doo_v1_', 'dor_v1_'], '[0-9a-f]{64}'],
  // https://docs.databricks.com/en/dev-tools/auth/pat.html
  ['Databricks token', ['dapi'], '[0-9a-f]{32}(?:-\\d)?'],
  // https://developers.cloudflare.com/fundamentals/api/get-started/ca-keys/
  ['Cloudflare origin key', ['v1.0-'], '[0-9a-f]{24}-[0-9a-f]{146}'],
  // https://developer.hashicorp.com/vault/docs/concepts/tokens#token-prefixes
  ['Vault token', ['hvs.', 'hvb.', 'hvr.'], '[A-Za-z0-9_-]{24,300}'],
  // https://grafana.com/docs/grafana/latest/administration/service-accounts/
  ['Grafana token', ['glsa_'], '[A-Za-z0-9]{32}_[0-9a-f]{8}'],
  ['Grafana token', ['glc_eyJ'], '[A-Za-z0-9+/=]{30,400}'],
  // https://docs.newrelic.com/docs/apis/intro-apis/new-relic-api-keys/
  ['New Relic key', ['NRAK-'], '[A-Z0-9]{27}'],
  // https://docs.sentry.io/account/auth-tokens/
  ['Sentry token', ['sntrys_', 'sntryu_'], '[A-Za-z0-9+/=_]{60,500}'],
  // https://support.atlassian.com/atlassian-account/docs/manage-api-tokens-for-your-atlassian-account/
  ['Atlassian token', ['ATATT3'], '[A-Za-z0-9_=-]{100,250}'],
  // https://linear.app/developers, https://developers.notion.com/docs/authorization
  ['Linear key', ['lin_api_'], '[A-Za-z0-9]{32,64}'],
  ['Notion token', ['ntn_'], '[A-Za-z0-9]{40,50}'],
  // https://learning.postman.com/docs/developer/postman-api/authentication/
  ['Postman key', ['PMAK-'], '[0-9a-f]{24}-[0-9a-f]{34}'],
  // https://docs.doppler.com/reference/auth-token-formats
  ['Doppler token', ['dp.pt.', 'dp.st.', 'dp.ct.', 'dp.sa.'], '[A-Za-z0-9._-]{40,80}'],
  // https://planetscale.com/docs/concepts/service-tokens
  ['PlanetScale token', ['pscale_pw_', 'pscale_tkn_', 'pscale_oauth_'], '[A-Za-z0-9_.-]{32,64}'],
  // https://supabase.com/docs/guides/api/api-keys
  ['Supabase key', ['sbp_', 'sb_secret_'], '[A-Za-z0-9_-]{20,60}'],
  // https://devcenter.heroku.com/articles/platform-api-reference#authentication
  ['Heroku key', ['HRKU-'], '[A-Za-z0-9_-]{36,70}'],
  // https://jfrog.com/help/r/jfrog-platform-administration-documentation/access-tokens
  ['Artifactory token', ['AKCp', 'cmVmdGtu'], '[A-Za-z0-9]{56,70}'],
  // https://github.com/C2SP/C2SP/blob/main/age.md#the-x25519-recipient-type
  ['age secret key', ['AGE-SECRET-KEY-1'], '[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}'],
];

/** These kinds, each of a shape that nothing else has. */
export const issuedKinds: readonly SecretKind[] = shapes.map(([kind, beginnings, rest]) => ({
  kind,
  hints: beginnings,
  pattern: new RegExp(
    `(?<![A-Za-z0-9])(?:${beginnings.map((beginning) => beginning.replaceAll('.', '\\.')).join('|')})${rest}(?![A-Za-z0-9])`,
    'g',
  ),
  isReal: isIssued,
  isReported: true,
}));
