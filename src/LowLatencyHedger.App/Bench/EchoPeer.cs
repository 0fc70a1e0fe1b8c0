using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using LowLatencyHedger.App.Demo;
using LowLatencyHedger.App.Verbs;
using LowLatencyHedger.Messaging;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.App.Bench;

/// <summary>
/// The floor of a tick to trade over a wire: a process that receives messages of a ticker's size over the same socket calls and answers those
/// that are marked with as many bytes as an order has. It spins while it is measured and waits in the kernel otherwise.
/// </summary>
internal sealed class EchoPeer : IDisposable
{
    private const int MessageBytes = 792;
    private const int ReplyBytes = 219;
    private const byte Plain = 0;
    private const byte Marked = 1;
    private const byte Spin = 2;
    private const byte Wait = 3;
    private static readonly TimeSpan s_settle = TimeSpan.FromMilliseconds(20);

    private readonly Process _process;
    private readonly Socket _socket;
    private readonly byte[] _message = new byte[MessageBytes];
    private readonly byte[] _received = new byte[1 << 16];

    public EchoPeer()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var port = ((IPEndPoint)listener.LocalEndPoint!).Port.ToString(CultureInfo.InvariantCulture);
        var start = OwnProgram.StartInfo("bench", "tick-to-trade", "--echo-port", port);
        _process = Process.Start(start) ?? throw new IOException("the echo could not be started");
        _socket = listener.Accept();
        _socket.NoDelay = true;
        _socket.Blocking = false;
    }

    /// <summary>The child's side; ends with the connection.</summary>
    public static int Serve(int port)
    {
        PinTo(1);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(IPAddress.Loopback, port);
        socket.Blocking = false;
        var buffer = new byte[MessageBytes * 64];
        var reply = new byte[ReplyBytes];
        var filled = 0;
        var spins = false;
        while (true)
        {
            if (!spins)
            {
                socket.Poll(-1, SelectMode.SelectRead);
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

            filled += count;
            var start = 0;
            for (; filled - start >= MessageBytes; start += MessageBytes)
            {
                if (buffer[start] == Marked)
                {
                    socket.Send(reply, SocketFlags.None, out _);
                }

                spins = (spins || buffer[start] == Spin) && buffer[start] != Wait;
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

    /// <summary>Nanoseconds from when each marked message was due to its answer.</summary>
    public void Burst(Schedule schedule, List<long> latencies)
    {
        Send(Spin);
        Thread.Sleep(s_settle);
        var start = HotClock.MonotonicNanos() + Nanos.PerMilli;
        var triggerNanos = 0L;
        var missing = 0;
        for (var i = 0; i < schedule.Count; i++)
        {
            var dueNanos = start + schedule.DueNanos(i);
            while (HotClock.MonotonicNanos() < dueNanos)
            {
                Receive(ref missing, triggerNanos, latencies);
            }

            if (schedule.IsTrigger(i))
            {
                triggerNanos = dueNanos;
                missing = ReplyBytes;
            }

            Send(schedule.IsTrigger(i) ? Marked : Plain);
        }

        var endNanos = HotClock.MonotonicNanos() + (20 * Nanos.PerMilli);
        while (missing > 0 && HotClock.MonotonicNanos() < endNanos)
        {
            Receive(ref missing, triggerNanos, latencies);
        }

        Send(Wait);
        Thread.Sleep(s_settle);
    }

    public void Dispose()
    {
        _socket.Dispose();
        _process.WaitForExit(2_000);
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private void Receive(ref int missing, long triggerNanos, List<long> latencies)
    {
        var count = _socket.Receive(_received, SocketFlags.None, out var error);
        if (error != SocketError.Success || count <= 0)
        {
            return;
        }

        var nowNanos = HotClock.MonotonicNanos();
        missing -= count;
        if (missing == 0)
        {
            latencies.Add(nowNanos - triggerNanos);
        }
    }

    private void Send(byte kind)
    {
        _message[0] = kind;
        var sent = 0;
        while (sent < MessageBytes)
        {
            sent += Math.Max(_socket.Send(_message.AsSpan(sent), SocketFlags.None, out _), 0);
        }
    }
}
