using System.Buffers;
using Microsoft.Extensions.ObjectPool;

namespace LowLatencyHedger.App.SimulatedExchange;

/// <summary>One message's bytes; pooled. One owner at a time, handed on with the message.</summary>
internal sealed class MessageBuffer : IResettable
{
    private const int KeptCapacity = 1 << 18;

    private readonly ArrayBufferWriter<byte> _bytes = new(4_096);

    /// <summary>The bytes so far.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes.WrittenMemory;

    /// <summary>Takes the next bytes.</summary>
    public IBufferWriter<byte> Writer => _bytes;

    /// <summary>Empties it; one that grew large is not kept.</summary>
    public bool TryReset()
    {
        _bytes.ResetWrittenCount();
        return _bytes.Capacity <= KeptCapacity;
    }
}
