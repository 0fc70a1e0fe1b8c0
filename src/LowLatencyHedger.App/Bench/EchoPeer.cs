using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using LowLatencyHedger.App.Demo;
using LowLatencyHedger.App.Verbs;
using LowLatencyHedger.Messaging;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Transport;
using LowLatencyHedger.Venues.Deribit.Reference;

namespace LowLatencyHedger.App.Bench;

/// <summary>
/// The floor of a tick to trade over a wire: a process that receives messages of a ticker's size over the same socket calls and answers those
/// that are marked with as many bytes as an order has. On demand it first reads the values of the ticker in each message with
/// <see cref="System.Text.Json.Utf8JsonReader"/>, as it arrives, and answers with the time that this took: the reader in the circumstances of an
/// engine, not of a loop. It spins while it is measured and waits in the kernel otherwise. Answers go back over the connection of the messages, which both
/// sides poll and find warm, or, as an engine's orders, over a second one, which is looked at in each turn and cold when it is sent over.
/// </summary>
internal sealed class EchoPeer : IDisposable
{
    private const int MessageBytes = 792;
    private const int ReplyBytes = 219;
    private const byte Plain = 0;
    private const byte Marked = 1;
    private const byte Spin = 2;
    private const byte Wait = 3;
    private const byte SpinAndRead = 4;
    private const byte SpinOnTwo = 5;

    /// <summary>Behind the kind of a message the length of its ticker, and then that.</summary>
    private const int LengthAt = 2;
    private const int TickerAt = 4;

    /// <summary>In an answer.</summary>
    private const int TakenAt = 0;
    private const int ReadingAt = 8;

    private static readonly TimeSpan s_settle = TimeSpan.FromMilliseconds(20);

    private readonly Process _process;
    private readonly Socket _socket;
    private readonly Socket _second;
    private readonly byte[] _message = new byte[MessageBytes];
    private readonly byte[] _received = new byte[1 << 16];
    private readonly Queue<WireTrip> _unanswered = [];
    private readonly VenueBreaks _breaks = new();
    private int _filled;

    public EchoPeer()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var port = ((IPEndPoint)listener.LocalEndPoint!).Port.ToString(CultureInfo.InvariantCulture);
        var start = OwnProgram.StartInfo("bench", "tick-to-trade", "--echo-port", port);
        _process = Process.Start(start) ?? throw new IOException("the echo could not be started");
        _socket = Tuned(listener.Accept());
        _second = Tuned(listener.Accept());
    }

    /// <summary>The tickers that a message has room for.</summary>
    public static byte[][] Fitting(byte[][] tickers) => [.. tickers.Where(ticker => ticker.Length <= MessageBytes - TickerAt)];

    /// <summary>The child's side; ends with the connection.</summary>
    public static int Serve(int port)
    {
        PinTo(1);
        using var socket = Connect(port);
        using var second = Connect(port);
        var buffer = new byte[MessageBytes * 64];
        var unexpected = new byte[MessageBytes];
        var reply = new byte[ReplyBytes];
        var reader = new Utf8JsonValues(DecodeBenchmark.TickerMembers, new InstrumentTable(4_096, 4));
        var filled = 0;
        var mode = Wait;
        while (true)
        {
            if (mode == Wait)
            {
                socket.Poll(-1, SelectMode.SelectRead);
            }

            if (mode == SpinOnTwo)
            {
                second.Receive(unexpected, SocketFlags.None, out _);
            }

            var count = socket.Receive(buffer.AsSpan(filled), SocketFlags.None, out var error);
            if (error == SocketError.WouldBlock)
            {
                continue;
            }

            if (count <= 0)
            {
                return ExitCode.Done;
            }

            var receivedNanos = HotClock.MonotonicNanos();
            filled += count;
            var start = 0;
            for (; filled - start >= MessageBytes; start += MessageBytes)
            {
                var message = buffer.AsSpan(start, MessageBytes);
                var length = BinaryPrimitives.ReadUInt16LittleEndian(message[LengthAt..]);
                if (mode == SpinAndRead && length > 0)
                {
                    reader.Read(message.Slice(TickerAt, length));
                    BinaryPrimitives.WriteInt64LittleEndian(reply.AsSpan(ReadingAt), HotClock.MonotonicNanos() - receivedNanos);
                }

                if (message[0] == Marked)
                {
                    BinaryPrimitives.WriteInt64LittleEndian(reply.AsSpan(TakenAt), receivedNanos);
                    (mode == SpinOnTwo ? second : socket).Send(reply, SocketFlags.None, out _);
                }

                mode = message[0] is Plain or Marked ? mode : message[0];
            }

            buffer.AsSpan(start, filled - start).CopyTo(buffer);
            filled -= start;
        }
    }

    /// <summary>Threads that are measured have a processor each, where there are two.</summary>
    public static void PinTo(int cpu)
    {
        if (Environment.ProcessorCount > cpu)
        {
            _ = ThreadAffinity.TryPinCurrentThread(cpu, out _);
        }
    }

    /// <summary>
    /// The venue's thread shares its processor with the cold threads of the engine where there are no more than two. A venue has a machine of its own:
    /// what would delay it is no latency of the engine's, so it goes first, beside engine and echo alike, and they have its breaks (<see cref="VenueBreaks"/>).
    /// Returns what there is to say of that: where the system does not allow it, tails are the scheduler's.
    /// </summary>
    public static string PinVenue()
    {
        PinTo(0);
        if (Environment.ProcessorCount == 1)
        {
            return "one processor for venue and engine: the scheduler is measured";
        }

        return RealtimeThread.TrySetPriority(1, out var error)
            ? "the venue's thread goes before all others of its processor"
            : $"the venue's thread may not go before others (error {error}; see realtimePriority in: hedger doctor): tails are partly the scheduler's";
    }

    /// <summary>Sends tickers; which of them are marked, and when they are due, says the schedule.</summary>
    /// <param name="schedule">Of the messages.</param>
    /// <param name="tickers">What they carry, in turns.</param>
    /// <param name="trips">Gets the ways of the marked messages to their answers.</param>
    /// <param name="readings">
    /// When given, the other side reads every ticker, and it gets nanoseconds from when the receive call of each marked one returned there to
    /// when its values were read.
    /// </param>
    /// <param name="isOnTwo">Answers come over the second connection.</param>
    public void Burst(Schedule schedule, byte[][] tickers, List<WireTrip> trips, List<long>? readings = null, bool isOnTwo = false)
    {
        var answers = isOnTwo ? _second : _socket;
        Send(readings is not null ? SpinAndRead : isOnTwo ? SpinOnTwo : Spin, []);
        Thread.Sleep(s_settle);
        var start = HotClock.MonotonicNanos() + Nanos.PerMilli;
        _unanswered.Clear();
        for (var i = 0; i < schedule.Count; i++)
        {
            var dueNanos = start + schedule.DueNanos(i);
            while (HotClock.MonotonicNanos() < dueNanos)
            {
                Receive(answers, trips, readings);
                _breaks.TakeWhenDue(schedule, i, start, _unanswered.TryPeek(out var oldest) ? oldest.LeftNanos : 0);
            }

            if (schedule.IsTrigger(i))
            {
                _unanswered.Enqueue(new WireTrip { DueNanos = dueNanos, LeftNanos = HotClock.MonotonicNanos() });
            }

            Send(schedule.IsTrigger(i) ? Marked : Plain, tickers[i % tickers.Length]);
        }

        var endNanos = HotClock.MonotonicNanos() + (20 * Nanos.PerMilli);
        while (_unanswered.Count > 0 && HotClock.MonotonicNanos() < endNanos)
        {
            Receive(answers, trips, readings);
        }

        Send(Wait, []);
        Thread.Sleep(s_settle);
    }

    public void Dispose()
    {
        _socket.Dispose();
        _second.Dispose();
        _process.WaitForExit(2_000);
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private static Socket Connect(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(IPAddress.Loopback, port);
        return Tuned(socket);
    }

    private static Socket Tuned(Socket socket)
    {
        SocketTuning.Apply(socket, new TransportSettings());
        socket.Blocking = false;
        return socket;
    }

    private void Receive(Socket answers, List<WireTrip> trips, List<long>? readings)
    {
        var count = answers.Receive(_received.AsSpan(_filled), SocketFlags.None, out var error);
        if (error != SocketError.Success || count <= 0)
        {
            return;
        }

        var nowNanos = HotClock.MonotonicNanos();
        for (_filled += count; _filled >= ReplyBytes; _filled -= ReplyBytes)
        {
            if (_unanswered.TryDequeue(out var trip))
            {
                var takenNanos = BinaryPrimitives.ReadInt64LittleEndian(_received.AsSpan(TakenAt));
                trips.Add(trip with { TakenNanos = takenNanos, AnsweredNanos = takenNanos, BackNanos = nowNanos });
                readings?.Add(BinaryPrimitives.ReadInt64LittleEndian(_received.AsSpan(ReadingAt)));
            }

            _received.AsSpan(ReplyBytes, _filled - ReplyBytes).CopyTo(_received);
        }
    }

    private void Send(byte kind, ReadOnlySpan<byte> ticker)
    {
        _message[0] = kind;
        BinaryPrimitives.WriteUInt16LittleEndian(_message.AsSpan(LengthAt), (ushort)ticker.Length);
        ticker.CopyTo(_message.AsSpan(TickerAt));
        var sent = 0;
        while (sent < MessageBytes)
        {
            sent += Math.Max(_socket.Send(_message.AsSpan(sent), SocketFlags.None, out var error), 0);
            if (error is not (SocketError.Success or SocketError.WouldBlock))
            {
                throw new IOException($"the echo has ended: {error}");
            }
        }
    }
}
