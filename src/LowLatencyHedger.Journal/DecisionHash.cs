using System.Numerics;
using System.Runtime.InteropServices;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Journal;

/// <summary>One number for all decisions of a run: equal hashes mean equal outputs in equal order. Not a defence against forgery.</summary>
[HotPath]
public struct DecisionHash
{
    private const ulong Multiplier = 0x9E37_79B9_7F4A_7C15;

    public ulong Value { get; private set; }

    /// <summary>Takes in the part of the output that is a function of the inputs.</summary>
    public void Add(in OutputEvent output)
    {
        var hash = Value;
        var words = MemoryMarshal.Cast<byte, ulong>(DecisionBytes(in output));
        foreach (var word in words)
        {
            hash = BitOperations.RotateLeft((hash ^ word) * Multiplier, 29);
        }

        Value = hash;
    }

    /// <summary>The bytes of an output that a replay must reproduce.</summary>
    public static ReadOnlySpan<byte> DecisionBytes(in OutputEvent output) =>
        MemoryMarshal.AsBytes(MemoryMarshal.CreateReadOnlySpan(in output, 1))[..OutputEvent.DecisionSize];
}
