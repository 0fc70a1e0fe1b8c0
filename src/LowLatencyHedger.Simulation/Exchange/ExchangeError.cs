namespace LowLatencyHedger.Simulation.Exchange;

/// <summary>A JSON-RPC error of the venue: code and message.</summary>
public sealed record ExchangeError(int Code, string Message)
{
    public static readonly ExchangeError AmountTooLow = new(10002, "qty_too_low");
    public static readonly ExchangeError OrderOverlap = new(10003, "order_overlap");
    public static readonly ExchangeError OrderNotFound = new(10004, "order_not_found");
    public static readonly ExchangeError NotEnoughFunds = new(10009, "not_enough_funds");
    public static readonly ExchangeError AlreadyClosed = new(10010, "already_closed");
    public static readonly ExchangeError BookClosed = new(10012, "book_closed");
    public static readonly ExchangeError LockedByAdmin = new(10019, "locked_by_admin");
    public static readonly ExchangeError UnknownInstrument = new(10020, "invalid_or_unsupported_instrument");
    public static readonly ExchangeError InvalidAmount = new(10021, "invalid_amount");
    public static readonly ExchangeError InvalidPrice = new(10023, "invalid_price");
    public static readonly ExchangeError NonIntegerContracts = new(10027, "non_integer_contract_amount");
    public static readonly ExchangeError NotOwner = new(10029, "not_owner_of_order");
    public static readonly ExchangeError SettlementInProgress = new(10041, "settlement_in_progress");
    public static readonly ExchangeError WrongTick = new(10043, "price_wrong_tick");
    public static readonly ExchangeError EngineQueueFull = new(10047, "matching_engine_queue_full");
    public static readonly ExchangeError AlreadyFilled = new(11008, "already_filled");
    public static readonly ExchangeError PostOnlyImpossible = new(11021, "post_only_price_modification_not_possible");
    public static readonly ExchangeError InvalidArguments = new(11029, "invalid_arguments");
    public static readonly ExchangeError NotOpenOrder = new(11044, "not_open_order");
    public static readonly ExchangeError UnsupportedCombination = new(11047, "unsupported_arg_combination");
    public static readonly ExchangeError PostOnlyReject = new(11054, "post_only_reject");
    public static readonly ExchangeError PostOnlyNotAllowed = new(11055, "post_only_not_allowed");
    public static readonly ExchangeError BookExpired = new(13019, "orderbook_closed");
    public static readonly ExchangeError NonUniqueLabel = new(13032, "non_unique_order_label");
    public static readonly ExchangeError CancelledByUser = new(13666, "request_cancelled_by_user");
    public static readonly ExchangeError TimedOut = new(13888, "timed_out");

    public static ExchangeError OtherReject(string reason) => new(11030, $"other_reject {reason}");

    public static ExchangeError PriceTooLow(double limit) => new(10005, $"price_too_low {limit:0.########}");

    public static ExchangeError PriceTooHigh(double limit) => new(10007, $"price_too_high {limit:0.########}");
}
