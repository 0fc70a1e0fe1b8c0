using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Market;

/// <summary>
/// Brings market data to the underlying that it concerns: reference data, books, tickers, volatilities, index prices. Every handler
/// returns the underlying to be looked at again, if there is one. Thread: the core's only.
/// </summary>
[HotPath]
internal sealed class MarketRouter
{
    private readonly CoreContext _context;
    private readonly InstrumentTable _instruments;
    private readonly HedgedUnderlyings _underlyings;
    private readonly InlineText32[] _allowedInstruments;

    public MarketRouter(CoreContext context, CoreConfig config, InstrumentTable instruments, HedgedUnderlyings underlyings)
    {
        _context = context;
        _instruments = instruments;
        _underlyings = underlyings;
        _allowedInstruments = Array.ConvertAll(config.Risk.AllowedInstruments, InlineText32.From);
    }

    public HedgedUnderlying? OnBook(in InputEvent e)
    {
        var underlying = Of(e.Instrument);
        if (underlying is null || underlying.Hedge != e.Instrument)
        {
            return null;
        }

        switch (e.Kind)
        {
            case InputKind.BookInvalidated:
                underlying.Book.Invalidate(BookFault.Invalidated);
                break;
            case InputKind.Quote:
                underlying.Book.Confirm(e.Quote.BestBid, e.Quote.BestAsk, e.ReceivedNanos, e.ExchangeTimeUtcNanos);
                break;
            default:
                var wasSound = underlying.Book.Fault == BookFault.None;
                underlying.Book.Apply(e);
                if (wasSound && underlying.Book.Fault != BookFault.None)
                {
                    Resync(underlying);
                }

                break;
        }

        // Between two parts of one message the book is half old and half new: nothing is decided on it.
        var isWhole = e.Kind != InputKind.BookChunk || (e.Flags & InputFlags.Last) != 0 || underlying.Book.Fault != BookFault.None;
        return isWhole ? underlying : null;
    }

    public HedgedUnderlying? OnTicker(in InputEvent e)
    {
        var underlying = Of(e.Instrument);
        if (underlying is null)
        {
            return null;
        }

        ref var instrument = ref _instruments[e.Instrument];
        ref readonly var ticker = ref e.Ticker;
        if (e.ExchangeTimeUtcNanos < instrument.MarkExchangeTimeUtcNanos)
        {
            return null;
        }

        instrument.SetTicker(ticker, e.ReceivedNanos, e.ExchangeTimeUtcNanos);
        if (instrument.IsOption)
        {
            underlying.SetForward(ref instrument, ticker.UnderlyingPrice, e, _context.NowNanos);
            underlying.Volatility?.OnTicker(e, instrument, _context.VenueUtcNanos);
            SetVol(underlying, ref instrument, ticker.MarkIv, e);
        }
        else if (instrument.Definition.Kind == InstrumentKind.Future)
        {
            underlying.SetForward(ref instrument, ticker.MarkPrice, e, _context.NowNanos);
        }

        if (underlying.Hedge == e.Instrument)
        {
            underlying.Book.Confirm(ticker.BestBid, ticker.BestAsk, e.ReceivedNanos, e.ExchangeTimeUtcNanos);
            underlying.SetIndex(ticker.IndexPrice, e.ReceivedNanos, e.ExchangeTimeUtcNanos, _context.VenueUtcNanos);
        }

        return underlying;
    }

    public HedgedUnderlying? OnMarkVol(in InputEvent e)
    {
        var underlying = Of(e.Instrument);
        if (underlying is not null && _instruments[e.Instrument].IsOption)
        {
            SetVol(underlying, ref _instruments[e.Instrument], e.MarkVol.MarkIv, e);
        }

        return underlying;
    }

    private void SetVol(HedgedUnderlying underlying, ref Instrument instrument, double vol, in InputEvent e)
    {
        var isUsed = underlying.Volatility is null || underlying.Volatility.OnMark(e, ref instrument, vol);
        if (isUsed && instrument.SetVol(vol, e.ReceivedNanos, e.ExchangeTimeUtcNanos))
        {
            underlying.Greeks.SetVolatility(instrument);
        }
    }

    public HedgedUnderlying? OnIndex(in InputEvent e)
    {
        var underlying = _underlyings.Of(e.Index.Underlying);
        underlying?.SetIndex(e.Index.Price, e.ReceivedNanos, e.ExchangeTimeUtcNanos, _context.VenueUtcNanos);
        return underlying;
    }

    /// <summary>False when the id is outside the capacity.</summary>
    public bool OnInstrument(in InputEvent e)
    {
        if (!_instruments.Define(e.Instrument, e.InstrumentDefined))
        {
            return false;
        }

        var underlying = _underlyings.Of(e.InstrumentDefined.Underlying);
        if (underlying is null || underlying.HedgeName != e.InstrumentDefined.Name || !_instruments[e.Instrument].IsFuture)
        {
            return true;
        }

        underlying.Hedge = e.Instrument;
        underlying.Desk.Instrument = e.Instrument;
        underlying.IsHedgeAllowed = _allowedInstruments.AsSpan().Contains(underlying.HedgeName);
        return true;
    }

    /// <summary>The market data connection changed its state.</summary>
    public void OnSession(SessionState state)
    {
        _context.IsMarketDataReady = state == SessionState.Ready;
        foreach (var underlying in _underlyings.All)
        {
            if (state == SessionState.Down)
            {
                underlying.Book.Invalidate(BookFault.Invalidated);
            }

            // The first snapshot is on its way; asking again would only throw it away.
            underlying.NextResyncNanos = _context.NowNanos + (2 * Nanos.PerSecond);
        }
    }

    public void OnPlatformState(in PlatformStateBody body)
    {
        foreach (var underlying in _underlyings.All)
        {
            if (!body.Underlying.HasValue || body.Underlying == underlying.Id)
            {
                underlying.IsLocked = body.Locked || body.Maintenance;
            }
        }
    }

    public void ResyncWhenInvalid(HedgedUnderlying underlying)
    {
        if (_context.IsMarketDataReady
            && underlying.Hedge.HasValue
            && underlying.Book.Fault != BookFault.None
            && _context.NowNanos >= underlying.NextResyncNanos)
        {
            Resync(underlying);
        }
    }

    /// <summary>A ring was so full that something of the book may be late: it is read afresh.</summary>
    public void ResyncWhenOverrun(HedgedUnderlying underlying, bool isOverrun)
    {
        if (isOverrun && _context.IsMarketDataReady && underlying.Hedge.HasValue && _context.NowNanos >= underlying.NextResyncNanos)
        {
            Resync(underlying);
        }
    }

    private void Resync(HedgedUnderlying underlying)
    {
        underlying.NextResyncNanos = _context.NowNanos + (2 * Nanos.PerSecond);
        ref var resync = ref _context.Add(OutputKind.ResyncBook, underlying.Hedge, underlying.Id);
        resync.Reason = ReasonCode.BookStale;
        resync.Detail = (long)underlying.Book.Fault;
    }

    private HedgedUnderlying? Of(InstrumentId id) => _instruments.Contains(id) ? _underlyings.Of(_instruments[id]) : null;
}
