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
        var market = underlying?.MarketOf(e.Instrument);
        if (underlying is null || market is null)
        {
            return null;
        }

        var book = market.Book;

        switch (e.Kind)
        {
            case InputKind.BookInvalidated:
                book.Invalidate(BookFault.Invalidated);
                break;
            case InputKind.Quote:
                book.Confirm(e.Quote.BestBid, e.Quote.BestAsk, e.ReceivedNanos, e.ExchangeTimeUtcNanos);
                break;
            default:
                var wasSound = book.Fault == BookFault.None;
                book.Apply(e);
                if (wasSound && book.Fault != BookFault.None)
                {
                    Resync(underlying, market);
                }

                break;
        }

        // Between two parts of one message the book is half old and half new: nothing is decided on it.
        var isWhole = e.Kind != InputKind.BookChunk || (e.Flags & InputFlags.Last) != 0 || book.Fault != BookFault.None;
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

        underlying.MarketOf(e.Instrument)?.Book.Confirm(ticker.BestBid, ticker.BestAsk, e.ReceivedNanos, e.ExchangeTimeUtcNanos);
        if (underlying.Primary.Id == e.Instrument)
        {
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
    /// <param name="e">The definition.</param>
    /// <param name="difference">To the one before, see <see cref="Instrument.DifferenceTo"/>; 0 for the first.</param>
    public bool OnInstrument(in InputEvent e, out int difference)
    {
        difference = _instruments.Contains(e.Instrument) ? _instruments[e.Instrument].DifferenceTo(e.InstrumentDefined) : 0;
        if (!_instruments.Define(e.Instrument, e.InstrumentDefined))
        {
            return false;
        }

        var underlying = _underlyings.Of(e.InstrumentDefined.Underlying);
        if (underlying is null)
        {
            return true;
        }

        foreach (var market in underlying.AllMarkets)
        {
            if (market.Name == e.InstrumentDefined.Name && (market.IsOption ? _instruments[e.Instrument].IsOption : _instruments[e.Instrument].IsFuture))
            {
                market.Id = e.Instrument;
                market.IsAllowed = _allowedInstruments.AsSpan().Contains(market.Name);
            }
        }

        return true;
    }

    /// <summary>What is known of a book is thrown away: nothing is priced by it before its next snapshot.</summary>
    public void ReadAfresh(HedgedUnderlying underlying, HedgeMarket market)
    {
        market.Book.Invalidate(BookFault.Invalidated);
        Resync(underlying, market);
    }

    /// <summary>The market data connection changed its state.</summary>
    public void OnSession(SessionState state)
    {
        _context.IsMarketDataReady = state == SessionState.Ready;
        foreach (var underlying in _underlyings.All)
        {
            foreach (var market in underlying.AllMarkets)
            {
                if (state == SessionState.Down)
                {
                    market.Book.Invalidate(BookFault.Invalidated);
                }

                // The first snapshot is on its way; asking again would only throw it away.
                market.NextResyncNanos = _context.NowNanos + (2 * Nanos.PerSecond);
            }
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
        foreach (var market in underlying.AllMarkets)
        {
            if (market.Book.Fault != BookFault.None && IsResyncDue(market))
            {
                Resync(underlying, market);
            }
        }
    }

    /// <summary>A ring was so full that something of the books may be late: they are read afresh.</summary>
    public void ResyncWhenOverrun(HedgedUnderlying underlying, bool isOverrun)
    {
        foreach (var market in underlying.AllMarkets)
        {
            if (isOverrun && IsResyncDue(market))
            {
                Resync(underlying, market);
            }
        }
    }

    private bool IsResyncDue(HedgeMarket market) =>
        _context.IsMarketDataReady && market.Id.HasValue && _context.NowNanos >= market.NextResyncNanos;

    private void Resync(HedgedUnderlying underlying, HedgeMarket market)
    {
        market.NextResyncNanos = _context.NowNanos + (2 * Nanos.PerSecond);
        ref var resync = ref _context.Add(OutputKind.ResyncBook, market.Id, underlying.Id);
        resync.Reason = ReasonCode.BookStale;
        resync.Detail = (long)market.Book.Fault;
    }

    private HedgedUnderlying? Of(InstrumentId id) => _instruments.Contains(id) ? _underlyings.Of(_instruments[id]) : null;
}
