namespace LowLatencyHedger.Venues.Deribit.Codec;

/// <summary>What became of a message.</summary>
public enum DecodeResult : byte
{
    /// <summary>All of it was published.</summary>
    Ok = 0,

    /// <summary>It breaks the protocol: nothing of it was published.</summary>
    Malformed = 1,

    /// <summary>It names an instrument or index that is not known. All its elements of known instruments were published.</summary>
    UnknownInstrument = 2,

    /// <summary>Nothing in it is of use to the engine.</summary>
    Ignored = 3,
}
