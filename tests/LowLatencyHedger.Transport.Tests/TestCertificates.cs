using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LowLatencyHedger.Transport.Tests;

/// <summary>A certificate authority of the test's own, and server certificates from it.</summary>
internal static class TestCertificates
{
    private static readonly X509Certificate2 s_root = MakeRoot("CN=Transport test root");

    /// <summary>The authority, to be trusted explicitly.</summary>
    public static X509Certificate2Collection Trusted { get; } = [X509CertificateLoader.LoadCertificate(s_root.RawData)];

    /// <summary>Another authority, which signed nothing.</summary>
    public static X509Certificate2Collection Stranger { get; } = [X509CertificateLoader.LoadCertificate(MakeRoot("CN=Stranger").RawData)];

    /// <summary>A server certificate with its key.</summary>
    public static X509Certificate2 For(string host, bool expired = false)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(host, out var address))
        {
            names.AddIpAddress(address);
        }
        else
        {
            names.AddDnsName(host);
        }

        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        var now = DateTimeOffset.UtcNow;
        var end = now.AddDays(expired ? -1 : 3);
        using var signed = request.Create(s_root, now.AddDays(-3), end, RandomNumberGenerator.GetBytes(8));
        using var withKey = signed.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null);
    }

    private static X509Certificate2 MakeRoot(string name)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-10), DateTimeOffset.UtcNow.AddDays(10));
    }
}
