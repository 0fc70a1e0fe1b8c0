using System.Text;
using LowLatencyHedger.Venues.Deribit.Session;

namespace LowLatencyHedger.Venues.Deribit.Tests.Session;

/// <summary>A key whose secret is easy to find wherever it should not be.</summary>
internal sealed class FakeCredentials : ICredentials, INonceSource
{
    public const string Secret = "CANARYSECRET0123456789";
    private ulong _nonce;

    public int CopyClientId(Span<byte> destination) => Encoding.UTF8.GetBytes("keyid", destination);

    public int CopySecret(Span<byte> destination) => Encoding.UTF8.GetBytes(Secret, destination);

    public ulong Next() => ++_nonce;
}
