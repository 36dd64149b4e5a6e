using System.Management.Automation;

namespace PartnerCenter.Qualifications;

/// <summary>
/// The member <c>IsConnected</c> of a context.
/// </summary>
/// <remarks>
/// The engine serializes every property of an object, and a deserialized context must not report that it's connected. Type data could exclude the
/// property, but a session can load type data only once, so that a second copy of the module couldn't be imported. A dynamic member is read,
/// listed, and shown like a property, but isn't serialized.
/// </remarks>
internal sealed class IsConnectedMember : PSPropertyInfo
{
    private readonly PcContext _context;

    public IsConnectedMember(PcContext context)
    {
        _context = context;
        SetMemberName(nameof(PcContext.IsConnected));
    }

    public override PSMemberTypes MemberType => PSMemberTypes.Dynamic;

    public override bool IsGettable => true;

    public override bool IsSettable => false;

    public override string TypeNameOfValue => typeof(bool).FullName!;

    public override object Value
    {
        get => _context.IsConnected;
        set => throw new SetValueException(CommandMessages.IsConnectedReadOnly);
    }

    public override PSMemberInfo Copy() => new IsConnectedMember(_context);

    public override string ToString() => $"bool {Name} {{get;}}";
}
