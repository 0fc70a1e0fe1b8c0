using System.Buffers.Binary;
using System.Security.Cryptography;
using LowLatencyHedger.Venues.Deribit.Session;

namespace LowLatencyHedger.App.Security;

/// <summary>Nonces for signed logins, from the system's generator.</summary>
internal sealed class RandomNonces : INonceSource
{
    public ulong Next()
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        RandomNumberGenerator.Fill(bytes);
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes);
    }
}
