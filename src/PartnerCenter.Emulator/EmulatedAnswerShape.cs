namespace PartnerCenter.Emulator;

/// <summary>
/// In which shape the answer to a created qualification comes: documents and OpenAPI differ.
/// </summary>
public enum EmulatedAnswerShape
{
    /// <summary>The created item, as the documents show it.</summary>
    Item = 0,

    /// <summary><c>{"qualifications": [item]}</c>, as the OpenAPI document has it.</summary>
    Wrapper = 1,

    /// <summary><c>[item]</c>.</summary>
    Array = 2,
}
