using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Market;
using LowLatencyHedger.Pricing;
using LowLatencyHedger.Pricing.Surface;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Volatility;

/// <summary>
/// Volatilities of one underlying's options: what bid and ask imply, and the venue's mark. One array for each quantity; the options of an
/// expiry are chained. Allocates only when built. Thread: the core's only.
/// </summary>
[HotPath]
internal sealed class OptionQuotes
{
    private readonly int[] _slotOf;
    private readonly int[] _first;
    private readonly int[] _next;
    private readonly InstrumentId[] _id;
    private readonly double[] _logMoneyness;
    private readonly double[] _bid;
    private readonly double[] _ask;
    private readonly long[] _quotedNanos;
    private readonly double[] _mark;
    private readonly long[] _markedNanos;
    private int _count;

    public OptionQuotes(int instruments, int expiries)
    {
        _slotOf = new int[instruments];
        _slotOf.AsSpan().Fill(-1);
        _first = new int[expiries];
        _first.AsSpan().Fill(-1);
        _next = new int[instruments];
        _id = new InstrumentId[instruments];
        _logMoneyness = new double[instruments];
        _bid = new double[instruments];
        _ask = new double[instruments];
        _quotedNanos = new long[instruments];
        _mark = new double[instruments];
        _markedNanos = new long[instruments];
    }

    /// <summary>The first option of an expiry; -1 if there is none. <see cref="Next"/> leads to the others.</summary>
    public int First(int expiry) => _first[expiry];

    public int Next(int slot) => _next[slot];

    public InstrumentId Id(int slot) => _id[slot];

    /// <summary>The venue's volatility; NaN before the first.</summary>
    public double Mark(int slot) => _mark[slot];

    /// <summary>When the venue's volatility was received.</summary>
    public long MarkedNanos(int slot) => _markedNanos[slot];

    /// <summary>The venue told an option's mark volatility. The option's expiry must be known.</summary>
    public void SetMark(InstrumentId id, in Instrument instrument, double volatility, long receivedNanos)
    {
        var slot = SlotOf(id, instrument.ExpiryIndex);
        _mark[slot] = volatility;
        _markedNanos[slot] = receivedNanos;
    }

    /// <summary>A ticker of an option came: its best bid and ask become volatilities, 0 where a side is missing or implies none.</summary>
    public void SetQuote(InstrumentId id, in Instrument instrument, in TickerBody ticker, long receivedNanos, double years)
    {
        var forward = ticker.UnderlyingPrice;
        if (!(forward > 0 && double.IsFinite(forward)))
        {
            return;
        }

        var slot = SlotOf(id, instrument.ExpiryIndex);
        _logMoneyness[slot] = Math.Log(instrument.Definition.Strike / forward);
        _bid[slot] = Implied(instrument, ticker.BestBid, forward, years);
        _ask[slot] = Implied(instrument, ticker.BestAsk, forward, years);
        _quotedNanos[slot] = receivedNanos;
    }

    /// <summary>The out-of-the-money options' bids and asks since a moment. Returns how many; no more than fit are taken.</summary>
    public int CollectQuotes(int expiry, InstrumentTable instruments, long sinceNanos, Span<SviQuote> quotes)
    {
        var count = 0;
        for (var slot = _first[expiry]; slot >= 0 && count < quotes.Length; slot = _next[slot])
        {
            var isCall = instruments[_id[slot]].Definition.OptionType == OptionType.Call;
            var isOutOfTheMoney = isCall == _logMoneyness[slot] >= 0;
            if (isOutOfTheMoney && _quotedNanos[slot] >= sinceNanos && _ask[slot] > 0 && _ask[slot] >= _bid[slot])
            {
                quotes[count++] = new SviQuote(_logMoneyness[slot], _bid[slot], _ask[slot]);
            }
        }

        return count;
    }

    /// <summary>The venue's marks of the same options, as quotes without a spread.</summary>
    public int CollectMarks(int expiry, InstrumentTable instruments, long sinceNanos, double forward, Span<SviQuote> quotes)
    {
        var count = 0;
        for (var slot = _first[expiry]; slot >= 0 && count < quotes.Length; slot = _next[slot])
        {
            ref readonly var definition = ref instruments[_id[slot]].Definition;
            var isOutOfTheMoney = definition.OptionType == OptionType.Call == definition.Strike >= forward;
            if (isOutOfTheMoney && _markedNanos[slot] >= sinceNanos && _mark[slot] > 0)
            {
                quotes[count++] = new SviQuote(Math.Log(definition.Strike / forward), _mark[slot], _mark[slot]);
            }
        }

        return count;
    }

    private static double Implied(in Instrument instrument, Price price, double forward, double years)
    {
        if (!price.HasValue)
        {
            return 0;
        }

        // Inverse options are quoted in coins.
        var value = price.ToDouble() * (instrument.IsInverse ? forward : 1);
        var kind = (OptionKind)instrument.Definition.OptionType;
        var status = ImpliedVolatility.Solve(kind, value, forward, instrument.Definition.Strike, years, out var volatility);
        return status == ImpliedVolatilityStatus.Ok && double.IsFinite(volatility) ? volatility : 0;
    }

    private int SlotOf(InstrumentId id, int expiry)
    {
        ref var slot = ref _slotOf[id.Index];
        if (slot < 0)
        {
            slot = _count++;
            _id[slot] = id;
            _mark[slot] = double.NaN;
            _quotedNanos[slot] = long.MinValue / 2;
            _markedNanos[slot] = long.MinValue / 2;
            _next[slot] = _first[expiry];
            _first[expiry] = slot;
        }

        return slot;
    }
}
