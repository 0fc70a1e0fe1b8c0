using System.Security.Cryptography.X509Certificates;
using System.Text;
using LowLatencyHedger.App.SimulatedExchange;
using LowLatencyHedger.Messaging;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Simulation.Exchange;
using LowLatencyHedger.Simulation.Rpc;
using LowLatencyHedger.Transport;

namespace LowLatencyHedger.App.Bench;

/// <summary>
/// The venue's end of a tick to trade: a simulated market that stands still, and a tape of tickers over it, sent at planned times. Some of
/// them move the forward of one expiry, so that the engine's delta leaves its band; the time from when such a ticker was due to the order's
/// last byte is measured here. Orders are filled by the simulated market. Driven by the caller's thread.
/// </summary>
internal sealed class TickToTradeVenue : IWireFaults, IDisposable
{
    private const string Currency = "BTC";
    private const double LeastShift = 1e-4;
    private const double LargestShift = 2e-3;
    private const int Tries = 6;
    private const int Searches = 3;

    /// <summary>Between two looks at all of the venue: behind an order, when the next trigger is furthest away, or where orders stay out.</summary>
    private const long FullPollNanos = 50 * Nanos.PerMilli;
    private const long FullPollPatienceNanos = 3 * FullPollNanos;
    private const string Account = "demo";
    private const string HedgeInstrument = "BTC-PERPETUAL";

    /// <summary>A flood goes on while less than this waits for the socket; in parts of so many messages.</summary>
    private const int FloodBytesMax = 256 * 1024;
    private const int FloodPart = 64;
    private static readonly long s_patienceNanos = 100 * Nanos.PerMilli;

    private readonly Dictionary<string, byte[]> _tickers = [];
    private readonly PolledExchange _exchange;
    private readonly VenueBreaks _breaks = new();
    private AcceptedWebSocket? _market;
    private AcceptedWebSocket? _trading;
    private TickTape[] _tape = [];
    private TickTape? _trigger;
    private string _triggerExpiry = "";
    private bool _isDown;
    private long _orderNanos;
    private long _fullPollNanos;
    private int _next;

    public TickToTradeVenue(int options, X509Certificate2? certificate)
    {
        var market = new ExchangeOptions
        {
            // Small positions: a book with much gamma waits a second after each order whose impact would bring about the next.
            TicksPerSecond = 100, OptionCount = options, LargestPosition = 1,
            ClientTradesPerSecond = 1e-6, PublicTradesPerSecond = 1e-6, OpeningHedge = 1, Volatility = 1e-4,
        };
        var plenty = new RateLimit(100_000, 100_000);
        var limits = new RpcServerOptions
        {
            CancelOnDisconnectArmed = true, NonMatchingLimit = plenty, InstrumentsLimit = plenty, SubscribeLimit = plenty, MatchingLimit = plenty,
        };
        _exchange = new PolledExchange(market, limits, certificate, this);
    }

    public Uri Address => _exchange.Address;

    /// <summary>Orders that have arrived.</summary>
    public long Orders { get; private set; }

    /// <summary>The account's position in the engine's hedge instrument.</summary>
    public double HedgePosition =>
        _exchange.Model.GetPosition(_exchange.Model.FindAccount(Account)!, _exchange.Model.FindInstrument(HedgeInstrument)!).Size;

    /// <summary>Half way between the best prices of that instrument.</summary>
    public double HedgeMid
    {
        get
        {
            var book = _exchange.Model.FindInstrument(HedgeInstrument)!.Book;
            return 0.5 * (book.BestBid!.Value.Price.ToDouble() + book.BestAsk!.Value.Price.ToDouble());
        }
    }

    /// <summary>Tickers as the engine receives them, for what is measured beside it.</summary>
    public byte[][] Messages => [.. _tickers.Values];

    /// <summary>Drives the simulated venue for a while, and leaves the processor to others most of the time.</summary>
    public void Run(TimeSpan duration)
    {
        var endNanos = HotClock.MonotonicNanos() + (long)(duration.TotalSeconds * Nanos.PerSecond);
        while (HotClock.MonotonicNanos() < endNanos)
        {
            _exchange.Poll();
            Thread.Sleep(1);
        }
    }

    /// <summary>
    /// Finds an expiry and a move of its forward that the engine hedges every time. An engine with fewer processors than threads pauses for
    /// seconds now and then, so it is searched for more than once.
    /// </summary>
    /// <exception cref="IOException">There is none.</exception>
    public void FindTrigger()
    {
        for (var search = 0; search < Searches; search++)
        {
            if (TryFindTrigger())
            {
                return;
            }

            Run(TimeSpan.FromSeconds(2));
        }

        throw new IOException("the engine hedges none of the venue's moves");
    }

    private bool TryFindTrigger()
    {
        foreach (var group in _tickers.GroupBy(pair => pair.Key.Split('-')[1]).OrderByDescending(group => group.Count()))
        {
            for (var shift = LeastShift; shift <= LargestShift; shift *= 2)
            {
                _triggerExpiry = $"-{group.Key}-";
                _trigger = new TickTape(group.First().Value, shift);
                var answered = 0;
                for (var i = 0; i < Tries; i++)
                {
                    answered += TryTrigger() ? 1 : 0;
                    Run(TimeSpan.FromMilliseconds(30));
                }

                if (answered == Tries)
                {
                    var others = _tickers.Where(pair => !pair.Key.Contains(_triggerExpiry, StringComparison.Ordinal));
                    _tape = [.. others.Select(pair => new TickTape(pair.Value, 0))];
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>The ways of the triggers to their orders, as far as they are known here. The number of those without an order is returned.</summary>
    public int Burst(Schedule schedule, List<WireTrip> trips)
    {
        var start = HotClock.MonotonicNanos() + Nanos.PerMilli;
        WireTrip? waiting = null;
        var unanswered = 0;
        for (var i = 0; i < schedule.Count; i++)
        {
            var dueNanos = start + schedule.DueNanos(i);
            var message = schedule.IsTrigger(i) ? NextTrigger() : _tape[_next++ % _tape.Length].At(HotClock.Now().UtcNanos, isDown: false);
            while (HotClock.MonotonicNanos() < dueNanos)
            {
                if (TakeOrder(ref waiting, trips))
                {
                    PollAllWhenDue(FullPollNanos);
                }

                _breaks.TakeWhenDue(schedule, i, start, waiting?.LeftNanos ?? 0);
            }

            var leftNanos = HotClock.MonotonicNanos();
            _market!.Send(message);
            if (schedule.IsTrigger(i))
            {
                unanswered += waiting is null ? 0 : 1;
                waiting = new WireTrip { DueNanos = dueNanos, LeftNanos = leftNanos };
            }
            else
            {
                PollAllWhenDue(FullPollPatienceNanos);
            }
        }

        var endNanos = HotClock.MonotonicNanos() + s_patienceNanos;
        while (waiting is not null && HotClock.MonotonicNanos() < endNanos)
        {
            TakeOrder(ref waiting, trips);
        }

        return unanswered + (waiting is null ? 0 : 1);
    }

    /// <summary>
    /// Tickers as fast as the connection takes them, and among them, at an interval, some that lead to an order. Latencies count from when such
    /// a ticker was handed to the connection; one that no order has followed when the next is due is as late as that. Returns how many tickers.
    /// </summary>
    public long Flood(TimeSpan duration, long triggerIntervalNanos, List<long> latencies)
    {
        var startNanos = HotClock.MonotonicNanos();
        var endNanos = startNanos + (long)(duration.TotalSeconds * Nanos.PerSecond);
        var nextTriggerNanos = startNanos + triggerIntervalNanos;
        var (triggerNanos, sent) = (0L, 0L);
        for (var now = startNanos; now < endNanos; now = HotClock.MonotonicNanos())
        {
            if (now >= nextTriggerNanos)
            {
                if (triggerNanos != 0)
                {
                    latencies.Add(now - triggerNanos);
                }

                triggerNanos = now;
                nextTriggerNanos = now + triggerIntervalNanos;
                SendTrigger();
            }

            for (var i = 0; i < FloodPart && _market!.UnsentBytes < FloodBytesMax; i++, sent++)
            {
                _market.Queue(_tape[_next++ % _tape.Length].At(HotClock.At(now).UtcNanos, isDown: false));
            }

            _market!.Flush();
            PollOrder();
            if (_orderNanos != 0 && triggerNanos != 0)
            {
                latencies.Add(_orderNanos - triggerNanos);
                triggerNanos = 0;
            }

            PollAllWhenDue(FullPollNanos);
        }

        return sent;
    }

    public int Copies(ReadOnlySpan<byte> message)
    {
        const string Channel = "\"channel\":\"ticker.";
        var at = message.IndexOf(Encoding.ASCII.GetBytes(Channel));
        if (at < 0)
        {
            return 1;
        }

        var name = message[(at + Channel.Length)..];
        name = name[..name.IndexOf((byte)'.')];
        if (name.IndexOf("-C"u8) < 0 && name.IndexOf("-P"u8) < 0)
        {
            return 1;
        }

        var text = Encoding.ASCII.GetString(name);
        if (text.StartsWith(Currency, StringComparison.Ordinal) && !text.EndsWith("PERPETUAL", StringComparison.Ordinal) && _tape.Length == 0)
        {
            _tickers.TryAdd(text, message.ToArray());
        }

        return _triggerExpiry.Length > 0 && text.Contains(_triggerExpiry, StringComparison.Ordinal) && text.StartsWith(Currency, StringComparison.Ordinal)
            ? 0
            : 1;
    }

    public ReadOnlySpan<byte> Extra() => default;

    public byte[]? Answer(ReadOnlySpan<byte> request, AcceptedWebSocket from)
    {
        if (request.IndexOf("\"private/buy\""u8) >= 0 || request.IndexOf("\"private/sell\""u8) >= 0)
        {
            _orderNanos = from.ReceivedNanos;
            Orders++;
        }
        else if (request.IndexOf("\"ticker."u8) >= 0)
        {
            _market = from;
        }
        else if (request.IndexOf("\"user."u8) >= 0)
        {
            _trading = from;
        }

        return null;
    }

    public void Dispose() => _exchange.Dispose();

    private bool TryTrigger()
    {
        _orderNanos = 0;
        SendTrigger();
        var endNanos = HotClock.MonotonicNanos() + s_patienceNanos;
        while (_orderNanos == 0 && HotClock.MonotonicNanos() < endNanos)
        {
            _exchange.Poll();
        }

        return _orderNanos != 0;
    }

    private void SendTrigger() => _market!.Send(NextTrigger());

    private ReadOnlySpan<byte> NextTrigger()
    {
        _isDown = !_isDown;
        return _trigger!.At(HotClock.Now().UtcNanos, _isDown);
    }

    /// <summary>False when none has arrived that a trigger waits for.</summary>
    private bool TakeOrder(ref WireTrip? waiting, List<WireTrip> trips)
    {
        PollOrder();
        if (_orderNanos == 0 || waiting is not { } trip)
        {
            return false;
        }

        trips.Add(trip with { BackNanos = _orderNanos });
        waiting = null;
        return true;
    }

    private void PollOrder()
    {
        _orderNanos = 0;
        _exchange.Poll(_trading!);
    }

    /// <summary>The venue's own time and requests: a millisecond or two, in which no message is sent.</summary>
    private void PollAllWhenDue(long intervalNanos)
    {
        if (HotClock.MonotonicNanos() - _fullPollNanos >= intervalNanos)
        {
            _exchange.Poll();
            _fullPollNanos = HotClock.MonotonicNanos();
        }
    }
}
