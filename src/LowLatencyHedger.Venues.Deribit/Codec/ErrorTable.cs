using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Venues.Deribit.Codec;

/// <summary>
/// What the venue's error codes mean. A code counts as definite only where the venue's documentation leaves no doubt that the request was
/// not carried out; everything else, unknown codes first of all, is ambiguous, and the order's fate must be asked for.
/// </summary>
[HotPath]
public static class ErrorTable
{
    /// <summary>What to do, and for a request about an order whether it can have been carried out.</summary>
    public static ErrorVerdict Classify(int code) => code switch
    {
        // Rate limit, settlement pause, own quotes frozen: turned away at the door.
        10028 or 10041 or 13043 or 13780 => Definite(ErrorClass.RetryAfterWait),

        // The engine or its queue was busy, absent or down: whether the request had gone in is not documented.
        10040 or 10047 or 10050 or 10066 or 11051 or 11094 or 13028 => new ErrorVerdict(ErrorClass.RetryAfterWait, RejectClass.Ambiguous),

        // Not found, closed, filled, not open.
        10004 or 10010 or 11008 or 11044 => Definite(ErrorClass.OrderGone),

        // Instrument, arguments, precision, tick, JSON-RPC itself.
        10020 or 10021 or 10022 or 10023 or 10024 or 10025 or 10026 or 10027 or 10029 or 10030 or 10031 or 10033 or 10036 or 10043
            or 11029 or 11038 or 11039 or 11041 or 11043 or 11045 or 11047 or 11048 or 11049 or 11050 or 11055 or 13010 or 13016
            or 13032 or 13042 or -32000 or -32600 or -32601 or -32602 or -32700 => Definite(ErrorClass.OwnDefect),

        // Funds, position and order limits, locks, market-maker protection, scopes of the key.
        10009 or 10013 or 10014 or 10015 or 10016 or 10017 or 10018 or 10019 or 10037 or 10038 or 10039 or 10072 or 11013 or 11022
            or 11042 or 11098 or 13021 or 13030 or 13040 or 13403 or 13902 => Definite(ErrorClass.RiskOrAccount),

        10000 or 13004 or 13009 => Definite(ErrorClass.Reauthenticate),

        // Amount below minimum, own order in the way, price band, book closed, post-only, too late, overtaken by our own cancel or edit.
        10002 or 10003 or 10005 or 10006 or 10007 or 10011 or 10012 or 10032 or 11021 or 11054 or 13019 or 13020 or 13025 or 13666
            or 13777 or 13888 => Definite(ErrorClass.Refused),

        _ => default,
    };

    private static ErrorVerdict Definite(ErrorClass errorClass) => new(errorClass, RejectClass.Definite);
}
