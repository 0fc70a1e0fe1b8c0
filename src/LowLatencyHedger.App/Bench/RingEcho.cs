using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LowLatencyHedger.Messaging;

namespace LowLatencyHedger.App.Bench;

/// <summary>
/// Two threads that send an event to and fro: the caller asks, a thread of its own answers, through two rings or over two bare slots.
/// </summary>
/// <remarks>
/// The slots are written as the ring's are: the event's lines, then the sequence (release); the other side reads the sequence (acquire),
/// then the lines. One word of each cache line is touched. A side that waits long gives its core away, in case the other has none.
/// </remarks>
internal sealed class RingEcho<T> : IDisposable
    where T : unmanaged
{
    private const int CacheLine = 64;
    private const int SpinsBeforeYield = 20_000;

    private readonly RingBuffer<T> _there = new(64);
    private readonly RingBuffer<T> _back = new(64);
    private readonly RingConsumer<T> _asked;
    private readonly RingConsumer<T> _answered;
    private readonly byte[] _memory = GC.AllocateArray<byte>(4 * 4 * CacheLine, pinned: true);
    private readonly int _first;
    private readonly Thread _thread;
    private readonly int _bareLines;
    private long _sequence;
    private volatile bool _isBare;
    private volatile bool _isStopped;

    /// <param name="bareLines">Lines of a bare slot, at most those of an event.</param>
    public RingEcho(int bareLines)
    {
        _bareLines = bareLines;
        _asked = _there.AddConsumer("echo");
        _answered = _back.AddConsumer("asker");
        _there.Start();
        _back.Start();
        _first = (int)(-Marshal.UnsafeAddrOfPinnedArrayElement(_memory, 0) & ((4 * CacheLine) - 1));
        _thread = new Thread(Answer) { IsBackground = true, Name = "bench echo" };
        _thread.Start();
    }

    public static int Lines => (Unsafe.SizeOf<T>() + sizeof(long)) / CacheLine;

    public void Dispose()
    {
        _isStopped = true;
        _thread.Join();
    }

    public void ThroughRing(int trips)
    {
        _isBare = false;
        for (var i = 0; i < trips; i++)
        {
            Send(_there, i);
            for (var spins = 0; !TryReceive(_answered); spins++)
            {
                YieldAfter(spins);
            }
        }
    }

    public void Bare(int trips)
    {
        _isBare = true;
        for (var i = 0; i < trips; i++)
        {
            _sequence++;
            Put(0, _sequence);
            for (var spins = 0; !IsThere(1, _sequence); spins++)
            {
                YieldAfter(spins);
            }
        }
    }

    private void Answer()
    {
        var next = 1L;
        for (var spins = 0; !_isStopped; spins++)
        {
            if (_isBare && IsThere(0, next))
            {
                Put(1, next++);
                spins = 0;
            }
            else if (!_isBare && TryReceive(_asked))
            {
                Send(_back, 1);
                spins = 0;
            }
            else
            {
                YieldAfter(spins);
            }
        }
    }

    private static void YieldAfter(int spins)
    {
        if (spins > SpinsBeforeYield)
        {
            Thread.Yield();
        }
    }

    private static void Send(RingBuffer<T> ring, long word)
    {
        ring.TryClaim(out var sequence);
        ref var bytes = ref Unsafe.As<T, byte>(ref ring[sequence]);
        for (var line = 0; line < Lines; line++)
        {
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref bytes, line * CacheLine), word);
        }

        ring.Publish(sequence);
    }

    private static bool TryReceive(RingConsumer<T> consumer)
    {
        if (!consumer.TryPeek(out var sequence))
        {
            return false;
        }

        ref var bytes = ref Unsafe.As<T, byte>(ref Unsafe.AsRef(in consumer[sequence]));
        for (var line = 0; line < Lines; line++)
        {
            Volatile.Read(ref Unsafe.As<byte, long>(ref Unsafe.Add(ref bytes, line * CacheLine)));
        }

        consumer.Advance();
        return true;
    }

    private ref long Word(int slot, int line) => ref Unsafe.As<byte, long>(ref _memory[_first + (((slot * 4) + line) * CacheLine)]);

    private void Put(int slot, long sequence)
    {
        for (var line = 1; line < _bareLines; line++)
        {
            Word(slot, line) = sequence;
        }

        Volatile.Write(ref Word(slot, 0), sequence);
    }

    private bool IsThere(int slot, long sequence)
    {
        if (Volatile.Read(ref Word(slot, 0)) != sequence)
        {
            return false;
        }

        for (var line = 1; line < _bareLines; line++)
        {
            Volatile.Read(ref Word(slot, line));
        }

        return true;
    }
}
