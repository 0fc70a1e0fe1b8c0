using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace LowLatencyHedger.Transport;

/// <summary>
/// Whom a wss connection trusts, and how a refusal is named. Revocation is not looked up: that would put a third party's server into each
/// reconnect.
/// </summary>
internal static class TrustPolicy
{
    /// <summary>Only these roots, or null for the machine's.</summary>
    public static X509ChainPolicy? For(X509Certificate2Collection? trustedRoots)
    {
        if (trustedRoots is null)
        {
            return null;
        }

        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.AddRange(trustedRoots);
        return policy;
    }

    /// <summary>
    /// The name of a failed TLS handshake. A wrong name is told before a broken chain: it is what the operator can correct.
    /// </summary>
    public static TransportFault FaultOf(SslPolicyErrors errors) =>
        (errors & SslPolicyErrors.RemoteCertificateNameMismatch) != 0 ? TransportFault.CertificateNameMismatch
        : errors != SslPolicyErrors.None ? TransportFault.CertificateUntrusted
        : TransportFault.TlsFailed;
}
