using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Simulation.Exchange;

/// <summary>The checks before the matching engine: parameters, instrument state, amount, price. Null means in order.</summary>
internal static class OrderValidation
{
    private const int LabelLengthMax = 64;

    public static ExchangeError? CheckState(Instrument instrument) =>
        instrument.PriceIndex.IsLocked ? ExchangeError.LockedByAdmin
        : instrument.State switch
        {
            InstrumentState.Open => null,
            InstrumentState.Settlement => ExchangeError.SettlementInProgress,
            InstrumentState.Locked => ExchangeError.LockedByAdmin,
            InstrumentState.Halted => ExchangeError.BookClosed,
            _ => ExchangeError.BookExpired,
        };

    public static ExchangeError? CheckForm(OrderRequest request)
    {
        if (request.Label.Length > LabelLengthMax)
        {
            return ExchangeError.InvalidArguments;
        }

        if (request.PostOnly && request.Type != OrderType.Limit)
        {
            return ExchangeError.PostOnlyNotAllowed;
        }

        var immediate = request.TimeInForce is TimeInForce.FillOrKill or TimeInForce.ImmediateOrCancel;
        return request.PostOnly && immediate ? ExchangeError.UnsupportedCombination : null;
    }

    /// <summary>The amount of a request that names amount, contracts or both.</summary>
    public static ExchangeError? ResolveAmount(InstrumentSpec spec, Quantity amount, double? contracts, out Quantity resolved)
    {
        resolved = amount;
        if (contracts is { } count)
        {
            var fromContracts = Quantity.FromDouble(count * spec.ContractSize.ToDouble());
            if (!fromContracts.HasValue || (amount.HasValue && amount != fromContracts))
            {
                return ExchangeError.InvalidArguments;
            }

            resolved = fromContracts;
        }

        if (!resolved.HasValue)
        {
            return ExchangeError.InvalidAmount;
        }

        if (resolved < spec.MinTradeAmount)
        {
            return ExchangeError.AmountTooLow;
        }

        if (resolved.Raw % spec.MinTradeAmount.Raw == 0)
        {
            return null;
        }

        return !spec.IsOption && resolved.Raw % spec.ContractSize.Raw != 0
            ? ExchangeError.NonIntegerContracts
            : ExchangeError.InvalidAmount;
    }

    public static ExchangeError? CheckPrice(Instrument instrument, Side side, Price price)
    {
        if (!price.HasValue || !price.IsPositive)
        {
            return ExchangeError.InvalidPrice;
        }

        if (!instrument.Spec.IsOnTick(price))
        {
            return ExchangeError.WrongTick;
        }

        var value = price.ToDouble();
        var ticker = instrument.Ticker;
        if (side == Side.Buy && value > ticker.MaxPrice)
        {
            return ExchangeError.PriceTooHigh(ticker.MaxPrice);
        }

        return side == Side.Sell && value < ticker.MinPrice ? ExchangeError.PriceTooLow(ticker.MinPrice) : null;
    }
}
