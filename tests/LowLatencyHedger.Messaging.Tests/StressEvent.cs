using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LowLatencyHedger.Messaging.Tests;

/// <summary>As large as an input event; every word depends on who wrote it and when, so that a torn read shows.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct StressEvent
{
    private const int Words = 20;

    public long Producer;
    public long Number;
    private Payload _payload;
    private ulong _checksum;

    public void Fill(long producer, long number)
    {
        Producer = producer;
        Number = number;
        var hash = Start();
        for (var i = 0; i < Words; i++)
        {
            hash = Mix(hash + (ulong)i);
            _payload[i] = hash;
        }

        _checksum = Mix(hash);
    }

    public readonly bool IsWhole()
    {
        var hash = Start();
        for (var i = 0; i < Words; i++)
        {
            hash = Mix(hash + (ulong)i);
            if (_payload[i] != hash)
            {
                return false;
            }
        }

        return _checksum == Mix(hash);
    }

    private readonly ulong Start() => ((ulong)Producer << 48) ^ (ulong)Number;

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }

    [InlineArray(Words)]
    private struct Payload
    {
        private ulong _first;
    }
}
